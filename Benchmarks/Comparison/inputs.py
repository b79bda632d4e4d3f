"""What is read in the comparison: messages of the feed, one a line, the same bytes each time."""
import gzip
import heapq
import json
import pathlib
import random
import re
import subprocess

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "Tests/MonitorTests/Fixtures"
RECORDED = re.compile(r'\{"t":(\d+),"participant":"([^"]+)","pc":"([^"]+)",("reports":\[.*\])\}')
SEED = 1
# ms since 1970.
START = 1_700_000_000_000


class Input:
    """A file of messages, and how many of them and of its bytes there are."""

    def __init__(self, name, told, path):
        self.name, self.told, self.path = name, told, path
        with open(path, "rb") as file:
            self.messages = sum(1 for _ in file)
        self.bytes = path.stat().st_size


def generated(program, folder, megabytes):
    """A simulated room of twelve, by `roomvitals generate`."""

    def generate(reports, path):
        with open(path, "wb") as file:
            subprocess.run([program, "generate", "--participants", "12", "--reports", str(reports)], stdout=file, check=True)
        return path

    path = folder / "generated.ndjson"
    sample = generate(2000, path).stat().st_size / 2000
    generate(round(megabytes * 1e6 / sample), path)
    return Input("generated", "a simulated room of twelve (roomvitals generate)", path)


def recorded_reports():
    """The recordings of the tests' fixtures, a list of reports each: (ms, participant, peer connection, the entries' text)."""
    for path in sorted(FIXTURES.glob("*.ndjson.gz")):
        with gzip.open(path, "rt") as file:
            lines = [RECORDED.fullmatch(line.rstrip("\n")) for line in file]
        yield path.name.split(".ndjson")[0], [line.groups() for line in lines if line]


def recordings(folder, megabytes):
    """The browsers' own reports, byte for byte: each recording again and again, as further people's.

    As many go on at a time as there are recordings, and whose report is due next comes next. Where one ends another
    begins, its messages' times moved to then; what its entries say is left as it is.
    """
    calls = list(recorded_reports())
    size = sum(len(report[3]) for _, reports in calls for report in reports)
    copies = max(1, round(megabytes * 1e6 / size))
    waiting = [(f"{name}-{copy}", reports) for name, reports in calls for copy in range(copies)]
    random.Random(SEED).shuffle(waiting)
    going = []

    def begin(now):
        name, reports = waiting.pop()
        due = sorted(reports, key=lambda report: int(report[0]))
        heapq.heappush(going, (now, len(waiting), name, now - int(due[0][0]), iter(due[1:]), {}, due[0]))

    for place in range(len(calls)):
        begin(START + 70 * place)
    path = folder / "recordings.ndjson"
    with open(path, "w") as file:
        while going:
            now, place, name, moved, due, sequences, (_, who, connection, entries) = heapq.heappop(going)
            number = sequences[who, connection] = sequences.get((who, connection), 0) + 1
            file.write(f'{{"stats":{{"participantSid":"PA_{name}_{who}","participantIdentity":"{who}-{name}",'
                       f'"pc":"{connection}","timestamp":{now},"sequence":{number},{entries}}}}}\n')
            report = next(due, None)
            if report:
                heapq.heappush(going, (int(report[0]) + moved, place, name, moved, due, sequences, report))
            elif waiting:
                begin(now)
    return Input("recordings", f"reports of Chromium and Firefox, {len(calls)} recordings {copies} times", path)


def shuffled(value, chance):
    """The same value with the keys of every object in another order."""
    if isinstance(value, dict):
        members = [(key, shuffled(one, chance)) for key, one in value.items()]
        chance.shuffle(members)
        return dict(members)
    if isinstance(value, list):
        return [shuffled(one, chance) for one in value]
    return value


STRING = re.compile(r'"([^"\\]+)"')


def escaped(text, chance):
    """JSON that means the same, with an escape in every string and every key but the first, which names the message."""

    def escape(match):
        characters = match[1]
        place = chance.randrange(len(characters))
        return f'"{characters[:place]}\\u{ord(characters[place]):04x}{characters[place + 1:]}"'

    head = '{"stats":'
    return head + STRING.sub(escape, text.removeprefix(head))


def hostile_messages(megabytes, seed):
    """Eight people with a hundred video streams each: a Chromium's entries, counters going on, as texts without escapes."""
    reports = dict(recorded_reports())["c_loss5"]
    entries = [json.loads("{" + text + "}")["reports"] for _, _, connection, text in reports if connection == "publisher"][-1]
    sent = next(e for e in entries if e["type"] == "outbound-rtp" and e["kind"] == "video")
    heard = next(e for e in entries if e["type"] == "remote-inbound-rtp" and e["kind"] == "video")
    chance = random.Random(seed)
    people = [[{"ssrc": chance.randrange(1 << 32), "mid": str(place), "bytes": 0, "packets": 0, "frames": 0, "lost": 0}
               for place in range(100)] for _ in range(8)]
    size = number = 0
    while size < megabytes * 1e6:
        number += 1
        for who, streams in enumerate(people):
            time = 1_700_000_000_000 + 1000 * number
            report = []
            for stream in streams:
                stream["bytes"] += chance.randrange(200_000)
                stream["packets"] += 200
                stream["frames"] += chance.randrange(31)
                stream["lost"] += chance.randrange(4)
                ssrc = stream["ssrc"]
                report.append(sent | {
                    "id": f"OT01V{ssrc}", "timestamp": time, "ssrc": ssrc, "mid": stream["mid"],
                    "bytesSent": stream["bytes"], "packetsSent": stream["packets"], "framesSent": stream["frames"],
                    "retransmittedBytesSent": 0, "retransmittedPacketsSent": 0, "remoteId": f"RIV{ssrc}"})
                report.append(heard | {
                    "id": f"RIV{ssrc}", "timestamp": time - 7, "ssrc": ssrc, "packetsLost": stream["lost"],
                    "jitter": chance.randrange(50) / 1000, "roundTripTime": chance.randrange(300) / 1000,
                    "localId": f"OT01V{ssrc}"})
            chance.shuffle(report)
            body = shuffled({"participantIdentity": f"person-{who}", "participantSid": f"PA_{who}", "pc": "publisher",
                             "timestamp": time, "sequence": number, "reports": report}, chance)
            text = json.dumps({"stats": body}, separators=(",", ":"))
            size += len(text)
            yield text


def escapes(folder, megabytes):
    """Keys shuffled in every message, a hundred streams in each, an escape in every string."""
    path = folder / "escapes.ndjson"
    chance = random.Random(SEED)
    with open(path, "w") as file:
        for text in hostile_messages(megabytes * 0.75, SEED):
            file.write(escaped(text, chance) + "\n")
    return Input("escapes", "keys shuffled, 100 streams a message, an escape in every string", path)


def late_escape(folder, megabytes):
    """The same without escapes but for one, in the last string: who reads in one go has to begin anew at the end."""
    path = folder / "late-escape.ndjson"
    chance = random.Random(SEED)
    with open(path, "w") as file:
        for text in hostile_messages(megabytes, SEED):
            start = [match.start() for match in STRING.finditer(text)][-1]
            file.write(text[:start] + STRING.sub(lambda m: f'"\\u{ord(m[1][0]):04x}{m[1][1:]}"', text[start:]) + "\n")
    return Input("late escape", "keys shuffled, 100 streams a message, one escape in the last string", path)


def newcomers(folder, megabytes):
    """Of 100 streams in a message 50 are new, and none comes more than twice; keys shuffled, an escape in every string."""
    path = folder / "newcomers.ndjson"
    chance = random.Random(SEED)
    number = 0
    with open(path, "w") as file:
        while file.tell() < megabytes * 1e6:
            number += 1
            report = []
            # By turns for the one half of the transceivers and the other.
            for group in (number - 1, number):
                report += [
                    {"id": f"O{group * 50 + place}", "timestamp": 1_700_000_000_000 + 1000 * number, "type": "outbound-rtp",
                     "kind": "video", "ssrc": group * 50 + place, "mid": str(group % 2 * 50 + place),
                     "bytesSent": number * 40_000, "packetsSent": number * 50, "framesSent": number * 30}
                    for place in range(50)]
                report += [
                    {"id": f"R{group * 50 + place}", "timestamp": 1_700_000_000_000 + 1000 * number - 7,
                     "type": "remote-inbound-rtp", "kind": "video", "ssrc": group * 50 + place,
                     "packetsLost": number * (place % 3), "jitter": 0.003, "roundTripTime": 0.02 + place / 1000}
                    for place in range(50)]
            body = {"participantIdentity": "person", "participantSid": "PA", "pc": "publisher",
                    "timestamp": 1_700_000_000_000 + 1000 * number, "sequence": number, "reports": report}
            text = json.dumps({"stats": shuffled(body, chance)}, separators=(",", ":"))
            file.write(escaped(text, chance) + "\n")
    return Input("newcomers", f"{50 * number:,} ssrcs, each twice, keys shuffled, an escape in every string", path)
