"""Recordings of rooms whose size is chosen: people, tracks, layers.

The entries are a Chromium's (Tests/MonitorTests/Fixtures), as the recorders write them; the counters that count go on.
"""
import json
import math
import random

import inputs

SEED = 1
START = 1_700_000_000_000
# Low and high of what a track's figures wander between, and how far in a second, as a share.
KBPS, ROUND_TRIP, JITTER, STEP = (300, 2500), (0.02, 0.3), (0.001, 0.03), 0.1


def template(entry, forms):
    """The entry as a text to be formatted: each member of `forms` has its form, all others their value."""
    text = json.dumps(entry | {key: f"<{key}>" for key in forms}, separators=(",", ":")).replace("%", "%%")
    for key, form in forms.items():
        text = text.replace(f'"<{key}>"', form)
    return text


def templates():
    """Those of a video stream sent, of what its receiver reports, and of the transport."""
    reports = dict(inputs.recorded_reports())["c_loss5"]
    entries = [json.loads("{" + text + "}")["reports"] for _, _, connection, text in reports if connection == "publisher"][-1]
    sent = next(e for e in entries if e["type"] == "outbound-rtp" and e["kind"] == "video")
    heard = next(e for e in entries if e["type"] == "remote-inbound-rtp" and e["kind"] == "video")
    transport = next(e for e in entries if e["type"] == "transport")
    return (
        template(sent | {"rid": ""}, {
            "id": '"OT01V%(ssrc)d"', "timestamp": "%(time)d.125", "ssrc": "%(ssrc)d", "mid": '"%(mid)d"',
            "rid": '"%(rid)s"', "bytesSent": "%(bytes)d", "packetsSent": "%(packets)d", "framesSent": "%(frames)d",
            "retransmittedBytesSent": "0", "retransmittedPacketsSent": "0", "remoteId": '"RIV%(ssrc)d"'}),
        template(heard, {
            "id": '"RIV%(ssrc)d"', "timestamp": "%(heard)d.5", "ssrc": "%(ssrc)d", "packetsLost": "%(lost)d",
            "jitter": "%(jitter).6f", "roundTripTime": "%(trip).6f",
            "roundTripTimeMeasurements": "%(measured)d", "localId": '"OT01V%(ssrc)d"'}),
        template(transport, {"timestamp": "%(time)d.125", "bytesSent": "%(bytes)d"}))


class Room:
    """People who each send video tracks, in so many layers each, and report them once a second, one after the other."""

    def __init__(self, people, tracks, layers, rounds):
        self.people, self.tracks, self.layers, self.rounds = people, tracks, layers, rounds
        self.messages = people * rounds
        self.entries = self.messages * (2 * tracks * layers + 1)

    def told(self):
        """What replay has to make of it."""
        return {"reports": self.messages, "participants": self.people,
                "readings": self.people * self.tracks * (self.rounds - 1),
                "accepted": self.messages * 2 * self.tracks * self.layers}

    def streams(self, chance):
        def between(bounds):
            return math.exp(chance.uniform(*map(math.log, bounds)))

        return [{"ssrc": chance.randrange(1 << 32), "mid": track, "rid": "hqf"[layer], "bytes": 0, "packets": 0, "frames": 0,
                 "lost": 0, "kbps": between(KBPS), "trip": between(ROUND_TRIP), "jitter": between(JITTER)}
                for track in range(self.tracks) for layer in range(self.layers)]

    def lines(self):
        """The recording, line by line."""
        chance = random.Random(SEED)
        sent, heard, transport = templates()
        room = [self.streams(chance) for _ in range(self.people)]
        drawn = chance.random
        for number in range(self.rounds):
            for who, streams in enumerate(room):
                time = START + 1000 * number + 1000 * who // self.people
                entries, total = [], 0
                for stream in streams:
                    step = 1 + STEP * (2 * drawn() - 1)
                    stream["kbps"] = min(max(stream["kbps"] * step, KBPS[0]), KBPS[1])
                    stream["trip"] = min(max(stream["trip"] / step, ROUND_TRIP[0]), ROUND_TRIP[1])
                    stream["jitter"] = min(max(stream["jitter"] / step, JITTER[0]), JITTER[1])
                    stream["bytes"] += int(125 * stream["kbps"])
                    stream["packets"] += 1 + int(stream["kbps"] / 8)
                    stream["frames"] += 28 + int(4 * drawn())
                    stream["lost"] += drawn() < 0.05
                    stream["time"], stream["heard"], stream["measured"] = time, time - 20, number + 1
                    total += stream["bytes"]
                    entries.append(sent % stream)
                    entries.append(heard % stream)
                entries.append(transport % {"time": time, "bytes": total})
                yield (f'{{"t":{time},"participant":"person-{who}","pc":"publisher","reports":[{",".join(entries)}]}}\n')
