#!/usr/bin/env python3
"""How time and memory of `roomvitals replay` go with the size of what it reads.

Usage: curves.py PROGRAM [--rooms ROOMS] [--rounds 3] [--results Benchmarks/results]

PROGRAM is a release build of roomvitals. For each curve one size grows and all others stay; each point is measured
ROUNDS times on one core, and every result is checked. Rooms in one program are measured where ROOMS is given, which
`swift build --package-path Benchmarks -c release --product Rooms` makes. Prints a table for each curve, and writes all of it as JSON and as a plot. Takes five to ten minutes, and
2 GB in the folder for temporary files.
Exit status 1 where anything fails or a result is wrong.
"""
import argparse
import datetime
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Comparison"))

import drawing
import lines
import machine
import many
import rooms
import sources
from checks import require
from contenders import Bystanders, Cores
from runs import check, replay

# Entries of every point, so that points differ by one thing only.
TRACK_ENTRIES, SIZE_ENTRIES, PEOPLE_MESSAGES, CORE_ENTRIES = 2_000_000, 1_000_000, 300_000, 2_000_000
# A recording of more entries is read once, one of fewer more often.
LONG, SHORT, OFTEN = 5_000_000, 300_000, 5


class Bench:
    """Measures the points of curves, one after the other."""

    def __init__(self, program, folder, rounds):
        self.program, self.folder, self.rounds = program, folder, rounds
        self.one, self.two = Cores(pinned=True), Cores(pinned=False)
        self.two.measured = set(sorted(self.two.all)[-2:])
        self.base = None

    def measure_base(self):
        """A recording of one message: what the program takes to start and to end."""
        source = sources.Generated(self.program, 1)
        path = sources.write(source, self.folder / "one.ndjson")
        runs = [replay(self.program, self.folder, self.one, path) for _ in range(OFTEN * self.rounds)]
        self.base = {"processor_seconds": statistics.median(run.processor_seconds for run in runs),
                     "memory_bytes": statistics.median(run.memory for run in runs)}
        return self.base

    def times(self, entries):
        return 1 if entries > LONG else self.rounds * OFTEN if entries < SHORT else self.rounds

    def point(self, size, source, is_piped=False):
        path = "-" if is_piped else sources.write(source, self.folder / "recording.ndjson")
        runs = []
        while not runs or len(runs) < self.times(source.entries):
            run = replay(self.program, self.folder, self.one, path, source.count(source.pieces()) if is_piped else ())
            check(run, source)
            run.output = None
            runs.append(run)
        if not is_piped:
            path.unlink()
        processor = statistics.median(run.processor_seconds for run in runs)
        return {"size": size, "messages": source.messages, "entries": source.entries, "bytes": source.bytes,
                "seconds": [run.seconds for run in runs], "processor_seconds": [run.processor_seconds for run in runs],
                "memory_bytes": [run.memory for run in runs],
                "nanoseconds_per_entry": 1e9 * max(0.0, processor - self.base["processor_seconds"]) / source.entries}

    def curve(self, name, told, unit, points, is_piped=False, has_slope=False):
        """One curve: `points` are pairs of a size and a source."""
        bystanders = Bystanders()
        result = {"name": name, "told": told, "unit": unit, "is_piped": is_piped, "has_slope": has_slope,
                  "points": [self.point(size, source, is_piped) for size, source in points]}
        result["others_share"] = bystanders.share()
        print("\n".join(lines.of_curve(result)), flush=True)
        return result


def curves(bench):
    program = bench.program
    per_report = sources.entries_per_report(program)
    yield bench.curve(
        "Entries of one session", "a simulated room of twelve (roomvitals generate), through a pipe of 1 MiB", "entries",
        [(size, sources.Generated(program, round(size / per_report))) for size in (10**4, 10**5, 10**6, 10**7)],
        is_piped=True)

    def tracks(number):
        each = min(100, number)
        people = number // each
        return number, sources.Written(rooms.Room(people, each, 1, TRACK_ENTRIES // (people * (2 * each + 1))))

    yield bench.curve(
        "Tracks live at once", "video sent, 100 tracks a participant; the same number of entries at each point", "tracks",
        map(tracks, (1, 10, 100, 10**3, 10**4, 10**5)), has_slope=True)

    def people(number):
        return number, sources.Written(rooms.Room(number, 2, 1, PEOPLE_MESSAGES // number))

    yield bench.curve(
        "Participants", f"two video tracks sent by each; {PEOPLE_MESSAGES:,} messages at each point", "participants",
        map(people, (1, 10, 100, 10**3, 10**4)), has_slope=True)

    def sizes(streams):
        layers = 1 if streams == 1 else 2
        room = rooms.Room(1, streams // layers, layers, SIZE_ENTRIES // (2 * streams + 1))
        return 2 * streams + 1, sources.Written(room)

    yield bench.curve(
        "Entries of a message", "one participant who sends 1 to 256 streams; the same number of entries at each point",
        "entries a message", map(sizes, (1, 4, 16, 64, 256)))


def at_once(bench, path):
    """Two replays at the same time, each on a core of its own: seconds until both have ended.

    What two cores of this machine are worth to programs that share nothing. Cores that are two threads of one, or share a
    cache and the way to memory, are not worth two.
    """
    start = time.monotonic()
    command = [bench.program, "replay", "--json", str(path)]
    replays = [bench.two.start(command, {core}, stdout=subprocess.DEVNULL) for core in bench.two.measured]
    statuses = [process.wait() for process in replays]
    if any(statuses):
        raise SystemExit(f"{bench.program} replay failed with status {max(statuses)}")
    return time.monotonic() - start


def cores(bench):
    """Plain and gzip, on one core, on two, and twice at once; in turn."""
    if len(bench.two.measured) < 2:
        print("one core only: nothing to compare it with\n")
        return None
    bystanders = Bystanders()
    source = sources.Generated(bench.program, round(CORE_ENTRIES / sources.entries_per_report(bench.program)))
    plain = sources.write(source, bench.folder / "recording.ndjson")
    wanted, programs, gains = None, [], []
    for title, path in (("plain", plain), ("gzip", sources.compress(plain))):
        runs, apart = {"one core": [], "two cores": []}, []
        for _ in range(2 * bench.rounds):
            for name, where in (("one core", bench.one), ("two cores", bench.two)):
                run = replay(bench.program, bench.folder, where, path)
                check(run, source)
                wanted = wanted or run.output
                require(run.output == wanted, f"{title}, {name}", "its result", run.output[:200], wanted[:200])
                run.output = None
                runs[name].append(run)
            apart.append(at_once(bench, path))
        for name, these in runs.items():
            seconds = [run.seconds for run in these]
            programs.append({"name": f"{title}, {name}", "seconds": seconds,
                             "processor_seconds": [run.processor_seconds for run in these],
                             "memory_bytes": [run.memory for run in these], "stored_bytes": path.stat().st_size,
                             "megabytes_per_second": source.bytes / 1e6 / statistics.median(seconds)})
        one, two = ([run.seconds for run in these] for these in runs.values())
        gains.append({"name": title, "two_at_once_seconds": apart,
                      "two_cores": statistics.median(before / after for before, after in zip(one, two)),
                      "two_at_once": statistics.median(2 * before / both for before, both in zip(one, apart))})
    result = {"name": "Cores", "input": {"told": "a simulated room of twelve (roomvitals generate), a file",
                                         "messages": source.messages, "entries": source.entries, "bytes": source.bytes},
              "rounds": 2 * bench.rounds, "programs": programs, "gains": gains, "others_share": bystanders.share()}
    print("\n".join(lines.of_cores(result)), flush=True)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--rooms", help="the program Rooms of the package Benchmarks")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--results", type=pathlib.Path, default=HERE.parent / "results")
    options = parser.parse_args()
    if not os.access(options.program, os.X_OK):
        parser.error(f"{options.program} is no program: make build makes .build/release/roomvitals")
    if options.rooms and not os.access(options.rooms, os.X_OK):
        parser.error(f"{options.rooms} is no program")
    if options.rounds < 1:
        parser.error("--rounds must be 1 or more")
    now = datetime.datetime.now(datetime.timezone.utc)
    result = {"format": 1, "measured_at": now.strftime("%Y-%m-%d %H:%M UTC"), "rounds": options.rounds,
              "machine": machine.described(options.program)}
    there = result["machine"]
    print(f"{there['processor']}, {there['cores']} cores, {there['system']}, load {there['load_average'][0]:.2f}")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(os.path.abspath(options.program), pathlib.Path(folder), options.rounds)
        result["start"] = bench.measure_base()
        print(f"start and end alone: {1e3 * bench.base['processor_seconds']:.0f} ms of processor time, "
              f"{bench.base['memory_bytes'] / 2**20:.1f} MiB\n")
        result["curves"] = list(curves(bench))
        if options.rooms:
            result["curves"].append(many.curve(bench, os.path.abspath(options.rooms)))
        else:
            print("rooms in one program are not measured: --rooms names the program that does\n")
        result["cores"] = cores(bench)
    options.results.mkdir(parents=True, exist_ok=True)
    stem = options.results / now.strftime("scaling-%Y%m%d-%H%M%S")
    stem.with_suffix(".json").write_text(json.dumps(result, indent=1) + "\n")
    stem.with_suffix(".svg").write_text(drawing.of(result))
    print(f"written: {stem}.json and {stem.name}.svg")


if __name__ == "__main__":
    sys.exit(main())
