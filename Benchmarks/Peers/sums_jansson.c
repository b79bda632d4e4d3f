// The peer of `roomvitals replay` in C: jansson's json_loadb of every message of a file, and the sums of sums.mjs.
//
// usage: sums_jansson FILE
//
// Does and does not do what sums.mjs does and does not, by the same rules, and prints the same JSON object.
#include <fcntl.h>
#include <jansson.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CONNECTIONS = 1 << 16, COUNTERS = 5, TRANSPORTS = 16 };
static const double shortest = 50; // ms between two entries
static const char *const counters[COUNTERS] = {"bytesSent", "packetsSent", "framesSent", "retransmittedBytesSent",
                                               "retransmittedPacketsSent"};
enum { BYTES, PACKETS, FRAMES };

struct stream {
    double ssrc, timestamp, counters[COUNTERS], transport, sent;
    char *id;
    int track;
    double heard, base, run_loss, sent_before;
};
struct track {
    char *mid;
    double rate, frame_rate, seconds;
};
struct connection {
    char *identity, *pc;
    struct stream *streams;
    struct track *tracks;
    int stream_count, track_count;
    // Where a stream is, from 1 on, by a hash of its ssrc; 0 for none. A power of two of them, at least twice the streams.
    int *slots;
    unsigned slot_count;
};

static struct connection connections[CONNECTIONS];
static struct { double readings, bits, seconds, frames, frame_seconds; } video;
static struct { double lost, expected, jitter, jitters, trip, trips; } feedback;

static void *checked(void *memory) {
    if (!memory) { fputs("sums_jansson: out of memory\n", stderr); exit(1); }
    return memory;
}

static const char *text(json_t *object, const char *key) {
    const char *value = json_string_value(json_object_get(object, key));
    return value ? value : "";
}

static double number(json_t *object, const char *key) {
    json_t *value = json_object_get(object, key);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

static struct connection *connection_of(const char *identity, const char *pc) {
    unsigned hash = 2166136261u;
    for (const char *byte = identity; *byte; byte++) hash = (hash ^ (unsigned char)*byte) * 16777619u;
    for (const char *byte = pc; *byte; byte++) hash = (hash ^ (unsigned char)*byte) * 16777619u;
    for (unsigned probe = 0; probe < CONNECTIONS; probe++) {
        struct connection *found = &connections[(hash + probe) % CONNECTIONS];
        if (!found->identity) {
            found->identity = checked(strdup(identity));
            found->pc = checked(strdup(pc));
            return found;
        }
        if (!strcmp(found->identity, identity) && !strcmp(found->pc, pc)) return found;
    }
    fputs("sums_jansson: more peer connections than it has room for\n", stderr);
    exit(1);
}

static int *slot_of(struct connection *connection, double ssrc) {
    unsigned slot = (unsigned)((uint64_t)ssrc * 0x9E3779B97F4A7C15u >> 32);
    while (true) {
        int *found = &connection->slots[slot++ & (connection->slot_count - 1)];
        if (!*found || connection->streams[*found - 1].ssrc == ssrc) return found;
    }
}

static struct stream *stream_of(struct connection *connection, double ssrc) {
    int place = connection->slot_count && ssrc >= 0 ? *slot_of(connection, ssrc) : 0;
    return place ? &connection->streams[place - 1] : NULL;
}

static struct stream *add_stream(struct connection *connection, double ssrc) {
    size_t bytes = (connection->stream_count + 1) * sizeof(struct stream);
    connection->streams = checked(realloc(connection->streams, bytes));
    struct stream *stream = &connection->streams[connection->stream_count++];
    *stream = (struct stream){.ssrc = ssrc, .base = NAN};
    if (connection->slot_count < 2 * (unsigned)connection->stream_count) {
        free(connection->slots);
        connection->slot_count = connection->slot_count ? 2 * connection->slot_count : 16;
        connection->slots = checked(calloc(connection->slot_count, sizeof(int)));
        for (int place = 0; place < connection->stream_count - 1; place++)
            *slot_of(connection, connection->streams[place].ssrc) = place + 1;
    }
    *slot_of(connection, ssrc) = connection->stream_count;
    return stream;
}

static int track_of(struct connection *connection, const char *mid) {
    for (int place = 0; place < connection->track_count; place++)
        if (!strcmp(connection->tracks[place].mid, mid)) return place;
    size_t bytes = (connection->track_count + 1) * sizeof(struct track);
    connection->tracks = checked(realloc(connection->tracks, bytes));
    connection->tracks[connection->track_count] = (struct track){.mid = checked(strdup(mid)), .frame_rate = NAN};
    return connection->track_count++;
}

static void take(struct stream *stream, json_t *entry, double timestamp, double transport) {
    stream->timestamp = timestamp;
    stream->transport = transport;
    for (int place = 0; place < COUNTERS; place++) stream->counters[place] = number(entry, counters[place]);
}

static double original_packets(json_t *entry) {
    double resent = number(entry, "retransmittedPacketsSent");
    return number(entry, "packetsSent") - (isnan(resent) ? 0 : resent);
}

// What one more entry of a stream says; its interval goes to the track.
static void advance(struct connection *connection, struct stream *stream, json_t *entry, double transport) {
    stream->sent = original_packets(entry);
    double timestamp = number(entry, "timestamp"), elapsed = timestamp - stream->timestamp;
    const char *id = text(entry, "id");
    bool anew = strcmp(id, stream->id) != 0;
    if (elapsed <= 0 || (elapsed < shortest && !anew)) return;
    struct stream before = *stream;
    take(stream, entry, timestamp, transport);
    bool fell = false;
    for (int place = 0; place < COUNTERS; place++) fell |= stream->counters[place] < before.counters[place];
    if (anew) {
        free(stream->id);
        stream->id = checked(strdup(id));
    }
    if (anew || fell) {
        stream->base = NAN;
        return;
    }
    if (json_is_false(json_object_get(entry, "active")) || strcmp(text(entry, "kind"), "video")) return;
    double seconds = elapsed / 1000, bits = (stream->counters[BYTES] - before.counters[BYTES]) * 8;
    // Frames of a sender with spatial layers count each of them.
    const char *mode = text(entry, "scalabilityMode");
    double layers = (mode[0] == 'L' || mode[0] == 'S') && mode[1] > '0' && mode[1] <= '9' ? mode[1] - '0' : 1;
    bool stalled = bits > 0 && transport - before.transport == 0;
    double frame_rate = stalled ? 0 : (stream->counters[FRAMES] - before.counters[FRAMES]) / layers / seconds;
    struct track *track = &connection->tracks[stream->track];
    track->rate += stalled ? 0 : bits / seconds;
    if (!(frame_rate <= track->frame_rate)) track->frame_rate = frame_rate;
    track->seconds = fmax(track->seconds, seconds);
}

// Each report of the far end counts once, by its own time.
static void hear(struct stream *stream, json_t *remote) {
    double timestamp = number(remote, "timestamp");
    if (!(timestamp > stream->heard)) return;
    stream->heard = timestamp;
    double jitter = number(remote, "jitter"), trip = number(remote, "roundTripTime"), lost = number(remote, "packetsLost");
    if (!isnan(jitter)) { feedback.jitter += jitter * 1000; feedback.jitters += 1; }
    if (!isnan(trip)) { feedback.trip += trip * 1000; feedback.trips += 1; }
    if (isnan(lost)) return;
    if (isnan(stream->base)) {
        stream->base = lost;
        stream->run_loss = 0;
    } else {
        double loss = fmax(0, lost - stream->base);
        feedback.lost += loss - stream->run_loss;
        feedback.expected += fmax(0, stream->sent - stream->sent_before);
        stream->run_loss = loss;
    }
    stream->sent_before = stream->sent;
}

static void fold(json_t *stats) {
    struct connection *connection = connection_of(text(stats, "participantIdentity"), text(stats, "pc"));
    json_t *reports = json_object_get(stats, "reports"), *entry, *transports[TRANSPORTS];
    size_t place;
    int transport_count = 0;
    json_array_foreach(reports, place, entry)
        if (transport_count < TRANSPORTS && !strcmp(text(entry, "type"), "transport")) transports[transport_count++] = entry;
    json_array_foreach(reports, place, entry) {
        if (strcmp(text(entry, "type"), "outbound-rtp")) continue;
        double transport = NAN, ssrc = number(entry, "ssrc");
        for (int other = 0; other < transport_count; other++)
            if (!strcmp(text(transports[other], "id"), text(entry, "transportId")))
                transport = number(transports[other], "bytesSent");
        struct stream *stream = stream_of(connection, ssrc);
        if (stream) {
            advance(connection, stream, entry, transport);
            continue;
        }
        stream = add_stream(connection, ssrc);
        stream->id = checked(strdup(text(entry, "id")));
        stream->track = track_of(connection, text(entry, "mid"));
        stream->sent = original_packets(entry);
        take(stream, entry, number(entry, "timestamp"), transport);
    }
    for (int other = 0; other < connection->track_count; other++) {
        struct track *track = &connection->tracks[other];
        if (track->seconds == 0) continue;
        video.readings += 1;
        video.bits += track->rate * track->seconds;
        video.seconds += track->seconds;
        if (!isnan(track->frame_rate)) {
            video.frames += track->frame_rate * track->seconds;
            video.frame_seconds += track->seconds;
        }
        *track = (struct track){.mid = track->mid, .frame_rate = NAN};
    }
    json_array_foreach(reports, place, entry) {
        if (strcmp(text(entry, "type"), "remote-inbound-rtp")) continue;
        struct stream *stream = stream_of(connection, number(entry, "ssrc"));
        if (stream) hear(stream, entry);
    }
}

int main(int count, char **arguments) {
    enum { ROOM = 4 << 20 };
    int file = count == 2 ? open(arguments[1], O_RDONLY) : -1;
    if (file < 0) { fputs("usage: sums_jansson FILE\n", stderr); return 2; }
    char *buffer = checked(malloc(ROOM));
    size_t filled = 0, messages = 0;
    for (ssize_t got; (got = read(file, buffer + filled, ROOM - filled)) > 0;) {
        filled += got;
        char *start = buffer, *stop = buffer + filled;
        for (char *end; (end = memchr(start, '\n', stop - start)); start = end + 1) {
            json_error_t error;
            json_t *message = json_loadb(start, end - start, 0, &error);
            if (!message) { fprintf(stderr, "sums_jansson: message %zu: %s\n", messages + 1, error.text); return 3; }
            fold(json_object_get(message, "stats"));
            json_decref(message);
            messages++;
        }
        filled = stop - start;
        memmove(buffer, start, filled);
    }
    printf("{\"messages\": %zu, \"average_bitrate\": %.17g, \"average_fps\": %.17g, \"total_readings\": %.0f, "
           "\"packet_loss_percentage\": %.17g, \"jitter_ms\": %.17g, \"jitter_readings\": %.0f, "
           "\"round_trip_time_ms\": %.17g, \"round_trip_time_readings\": %.0f}\n",
           messages, video.bits / video.seconds / 1000, video.frames / video.frame_seconds, video.readings,
           100 * feedback.lost / feedback.expected, feedback.jitter / feedback.jitters, feedback.jitters,
           feedback.trip / feedback.trips, feedback.trips);
    return 0;
}
