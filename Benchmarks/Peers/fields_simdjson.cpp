// A peer of `roomvitals replay` in C++: simdjson's On-Demand reader, which reads the fields and does nothing with them.
//
// usage: fields_simdjson FILE
//
// Does: reads, of every message, whose it is, and of every entry of a type that roomvitals has use for each field that
// roomvitals reads. Adds each up (texts by their length), so that the reading can be checked, and prints the sums as JSON.
// Does not: rates, readings, streams, sums of any meaning, copies of texts. Other entries are passed over, which On-Demand
// does without looking whether they are JSON, as it does with fields that are not asked for. Keys are compared as they
// stand: one with an escape in it is not known.
//
// iterate_many finds the structure of many messages at once. Without SIMDJSON_THREADS_ENABLED it does so in turn with the
// reading, not beside it, so that one core is one core. On-Demand is compiled for the machine (-march=native): for any
// x86-64 it would be without vector instructions.
#include <fcntl.h>
#include <simdjson.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <string_view>
#include <vector>

using namespace simdjson;

namespace {

struct Sum {
    unsigned long long count = 0;
    double sum = 0;
    void add(double value) {
        count++;
        sum += value;
    }
};

// X(name): what roomvitals reads of its entries.
#define TEXTS(X) X(id) X(type) X(kind) X(mid) X(rid) X(transportId) X(mediaSourceId) X(scalabilityMode) X(trackIdentifier)
#define NUMBERS(X)                                                                                                       \
    X(timestamp) X(ssrc) X(bytesSent) X(packetsSent) X(retransmittedBytesSent) X(retransmittedPacketsSent) X(framesSent) \
    X(framesPerSecond) X(frameWidth) X(frameHeight) X(bytesReceived) X(packetsReceived) X(packetsLost)                   \
    X(retransmittedBytesReceived) X(retransmittedPacketsReceived) X(jitter) X(framesDecoded) X(freezeCount)              \
    X(totalFreezesDuration) X(pauseCount) X(totalPausesDuration) X(concealedSamples) X(totalSamplesReceived)             \
    X(roundTripTime) X(roundTripTimeMeasurements)
#define FIELDS(X)                                                                                                        \
    TEXTS(X) NUMBERS(X) X(active) X(bandwidth) X(cpu) X(other) X(participantIdentity) X(participantSid) X(pc) X(sequence)

struct Sums {
#define DECLARE(name) Sum name;
    FIELDS(DECLARE)
} sums;

void text(Sum &sum, ondemand::value value) { sum.add(double(std::string_view(value.get_string()).size())); }
void number(Sum &sum, ondemand::value value) { sum.add(value.get_double()); }

void durations(ondemand::object object) {
    for (auto field : object) {
        ondemand::raw_json_string key = field.key();
        if (key.unsafe_is_equal("bandwidth")) number(sums.bandwidth, field.value());
        else if (key.unsafe_is_equal("cpu")) number(sums.cpu, field.value());
        else if (key.unsafe_is_equal("other")) number(sums.other, field.value());
    }
}

#define TEXT(name) if (key.unsafe_is_equal(#name)) { text(sums.name, field.value()); break; }
#define NUMBER(name) if (key.unsafe_is_equal(#name)) { number(sums.name, field.value()); break; }

void entry(ondemand::object object) {
    std::string_view type = object.find_field_unordered("type");
    if (type != "outbound-rtp" && type != "inbound-rtp" && type != "remote-inbound-rtp" && type != "transport") return;
    object.reset();
    for (auto field : object) {
        ondemand::raw_json_string key = field.key();
        switch (key.raw()[0]) {
        case 'a':
            if (key.unsafe_is_equal("active")) sums.active.add(bool(field.value()));
            break;
        case 'b': NUMBER(bytesSent) NUMBER(bytesReceived) break;
        case 'c': NUMBER(concealedSamples) break;
        case 'f':
            NUMBER(framesPerSecond) NUMBER(framesSent) NUMBER(framesDecoded) NUMBER(frameWidth) NUMBER(frameHeight)
            NUMBER(freezeCount) break;
        case 'i': TEXT(id) break;
        case 'j': NUMBER(jitter) break;
        case 'k': TEXT(kind) break;
        case 'm': TEXT(mid) TEXT(mediaSourceId) break;
        case 'p': NUMBER(packetsSent) NUMBER(packetsReceived) NUMBER(packetsLost) NUMBER(pauseCount) break;
        case 'q':
            if (key.unsafe_is_equal("qualityLimitationDurations")) durations(field.value());
            break;
        case 'r':
            TEXT(rid) NUMBER(roundTripTime) NUMBER(roundTripTimeMeasurements) NUMBER(retransmittedBytesSent)
            NUMBER(retransmittedPacketsSent) NUMBER(retransmittedBytesReceived) NUMBER(retransmittedPacketsReceived) break;
        case 's': NUMBER(ssrc) TEXT(scalabilityMode) break;
        case 't':
            TEXT(type) NUMBER(timestamp) TEXT(transportId) TEXT(trackIdentifier) NUMBER(totalFreezesDuration)
            NUMBER(totalPausesDuration) NUMBER(totalSamplesReceived) break;
        }
    }
}

void message(ondemand::object stats) {
    for (auto field : stats) {
        ondemand::raw_json_string key = field.key();
        if (key.unsafe_is_equal("reports")) {
            for (auto one : field.value().get_array()) entry(one.get_object());
        } else if (key.unsafe_is_equal("participantIdentity")) text(sums.participantIdentity, field.value());
        else if (key.unsafe_is_equal("participantSid")) text(sums.participantSid, field.value());
        else if (key.unsafe_is_equal("pc")) text(sums.pc, field.value());
        else if (key.unsafe_is_equal("sequence")) number(sums.sequence, field.value());
    }
}

}  // namespace

int main(int count, char **arguments) try {
    constexpr size_t room = 2 << 20, batch = 1 << 20;
    int file = count == 2 ? open(arguments[1], O_RDONLY) : -1;
    if (file < 0) {
        std::fputs("usage: fields_simdjson FILE\n", stderr);
        return 2;
    }
    std::vector<char> buffer(room + SIMDJSON_PADDING);
    size_t filled = 0, messages = 0;
    ondemand::parser parser;
    for (ssize_t got; (got = read(file, buffer.data() + filled, room - filled)) > 0;) {
        filled += size_t(got);
        auto *last = static_cast<char *>(memrchr(buffer.data(), '\n', filled));
        if (!last) continue;
        size_t whole = size_t(last + 1 - buffer.data());
        ondemand::document_stream documents = parser.iterate_many(buffer.data(), whole, batch);
        for (auto document : documents) {
            message(document.find_field("stats").get_object());
            messages++;
        }
        filled -= whole;
        std::memmove(buffer.data(), last + 1, filled);
    }
    std::printf("{\"messages\": %zu", messages);
#define TELL(name) std::printf(", \"" #name "\": [%llu, %.17g]", sums.name.count, sums.name.sum);
    FIELDS(TELL)
    std::puts("}");
} catch (const simdjson_error &error) {
    std::fprintf(stderr, "fields_simdjson: %s\n", error.what());
    return 3;
}
