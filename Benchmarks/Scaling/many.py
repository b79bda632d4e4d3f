"""The curve of rooms in one program, by the program Rooms of the package Benchmarks."""
import json
import statistics

import lines
import sources
from checks import require
from contenders import Bystanders
from runs import folded, measured, replay

PEOPLE, ENTRIES = 4, 1_000_000


def point(bench, program, number, per_report, base):
    source = sources.Generated(bench.program, round(ENTRIES / number / per_report), PEOPLE)
    path = sources.write(source, bench.folder / "room.ndjson")
    one = folded(json.loads(replay(bench.program, bench.folder, bench.one, path).output))
    runs = []
    for _ in range(bench.rounds):
        run = measured([program, str(number), str(path)], bench.folder, bench.one)
        for name, got in json.loads(run.output).items():
            require(got == number * one[name], f"{number} rooms", name, got, number * one[name])
        runs.append(run)
    path.unlink()
    processor = statistics.median(run.processor_seconds for run in runs)
    return {"size": number, "messages": number * source.messages, "entries": number * source.entries,
            "bytes": number * source.bytes, "seconds": [run.seconds for run in runs],
            "processor_seconds": [run.processor_seconds for run in runs], "memory_bytes": [run.memory for run in runs],
            "nanoseconds_per_entry": 1e9 * max(0.0, processor - base) / (number * source.entries)}


def start(bench, program):
    """Processor seconds of a room with one message: what Rooms takes to start and to end."""
    path = sources.write(sources.Generated(bench.program, 1, PEOPLE), bench.folder / "one-room.ndjson")
    return statistics.median(measured([program, "1", str(path)], bench.folder, bench.one).processor_seconds
                             for _ in range(5 * bench.rounds))


def curve(bench, program):
    bystanders, base = Bystanders(), start(bench, program)
    per_report = sources.entries_per_report(bench.program, PEOPLE)
    result = {"name": "Rooms in one program", "unit": "rooms", "is_piped": False, "has_slope": True,
              "told": "four people in each; the same number of entries in all at each point",
              "points": [point(bench, program, number, per_report, base) for number in (1, 10, 100, 1000)]}
    result["others_share"] = bystanders.share()
    print("\n".join(lines.of_curve(result)), flush=True)
    return result
