"""Whether what a contender printed is right: a wrong number is not worth its speed."""
import collections
import json

# Two decimals, as roomvitals prints them, and a little for the order of a sum.
ROUNDING = 0.005 + 1e-6
RELATIVE = 1e-9
# A mean that is whole is printed as whole numbers are: the name says which must be the same to the last one.
COUNTS = {"messages", "total_readings", "jitter_readings", "round_trip_time_readings"}

TEXTS = {"id", "type", "kind", "mid", "rid", "transportId", "mediaSourceId", "scalabilityMode", "trackIdentifier"}
NUMBERS = {
    "timestamp", "ssrc", "bytesSent", "packetsSent", "retransmittedBytesSent", "retransmittedPacketsSent", "framesSent",
    "framesPerSecond", "frameWidth", "frameHeight", "bytesReceived", "packetsReceived", "packetsLost",
    "retransmittedBytesReceived", "retransmittedPacketsReceived", "jitter", "framesDecoded", "freezeCount",
    "totalFreezesDuration", "pauseCount", "totalPausesDuration", "concealedSamples", "totalSamplesReceived",
    "roundTripTime", "roundTripTimeMeasurements", "active"}
READ = {"outbound-rtp", "inbound-rtp", "remote-inbound-rtp", "transport"}


def figures(summary):
    """What roomvitals makes of a recording, under the names that the peers have for it."""
    block = summary["quality_metrics"]
    found = {"messages": summary["session"]["reports"]}
    for key in ("average_bitrate", "average_fps", "total_readings", "packet_loss_percentage"):
        found[key] = block[key]
    for key in ("jitter", "round_trip_time"):
        found[f"{key}_ms"] = block[f"{key}_ms"]["mean"]
        found[f"{key}_readings"] = block[f"{key}_ms"]["count"]
    return found


def fields(path):
    """Count and sum of every field that roomvitals reads, by Python's json."""
    counts, sums = collections.Counter(), collections.Counter()

    def add(name, value):
        counts[name] += 1
        sums[name] += value

    messages = 0
    with open(path) as file:
        for line in file:
            messages += 1
            stats = json.loads(line)["stats"]
            for name in ("participantIdentity", "participantSid", "pc"):
                add(name, len(stats[name].encode()))
            add("sequence", stats["sequence"])
            for entry in stats["reports"]:
                if entry["type"] not in READ:
                    continue
                for name, value in entry.items():
                    if name in TEXTS:
                        add(name, len(value.encode()))
                    elif name in NUMBERS:
                        add(name, value)
                    elif name == "qualityLimitationDurations":
                        for reason in ("bandwidth", "cpu", "other"):
                            if reason in value:
                                add(reason, value[reason])
    return {"messages": messages} | {name: [counts[name], sums[name]] for name in counts}


def require(holds, who, what, got, wanted):
    if not holds:
        raise SystemExit(f"{who}: {what} is {got}, not {wanted}: what is compared is not the same")


class Checks:
    """What is right for one input."""

    def __init__(self, source, summary, read):
        self.source, self.wanted, self.read = source, figures(summary), read
        require(not summary["session"]["refused_messages"], "roomvitals", "what it refused",
                summary["session"]["refused_messages"], "nothing")
        require(self.wanted["messages"] == source.messages, "roomvitals", "its number of messages",
                self.wanted["messages"], source.messages)

    def ours(self, who, output):
        got = figures(output)
        require(got == self.wanted, who, "its result", got, self.wanted)

    def sums(self, who, output):
        for name, wanted in self.wanted.items():
            got = output[name]
            holds = got is not None and abs(got - wanted) <= (0 if name in COUNTS else ROUNDING)
            require(holds, who, name, got, wanted)

    def fields(self, who, output):
        require(output["messages"] == self.read["messages"], who, "messages", output["messages"], self.read["messages"])
        for name in output.keys() - {"messages"}:
            count, total = self.read.get(name, [0, 0])
            got = output[name]
            require(got[0] == count and abs(got[1] - total) <= RELATIVE * abs(total), who, name, got, [count, total])

    def counted(self, who, output):
        sent = output["sent"]
        got, wanted = [output["messages"], output["bytes"]], [sent["messages"], sent["bytes"]]
        require(got == wanted, who, "what it counted", got, wanted)
        # Join and leave stand around the recording, whose line ends are not sent.
        require(sent["messages"] == self.source.messages + 2, "pump", "messages", sent["messages"], self.source.messages + 2)
