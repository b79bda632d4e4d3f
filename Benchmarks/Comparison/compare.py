#!/usr/bin/env python3
"""RoomVitals side by side with small programs that read the same bytes and make the same sums.

Usage: compare.py PROGRAM [--rounds 5] [--megabytes 400] [--results Benchmarks/results]

PROGRAM is a release build of roomvitals. Builds the peers (Benchmarks/Peers), writes the inputs, runs everybody in turn
and checks each time that what came out is right. Prints a table for each comparison, and writes all of it as JSON and as
a plot. A peer that is not installed is named and left out. Exit status 1 where anything fails or a result is wrong.
"""
import argparse
import datetime
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

import checks
import inputs
import machine
import plot
import table
from contenders import PEERS, Bystanders, Cores, FeedClient, FileReader, Missing, built

LEAST_ROUNDS = 5
# The hostile inputs get an eighth, and need a second report of everybody.
LEAST_MEGABYTES = 32
# How many times as fast as a peer roomvitals is to be.
GOALS = {"node": 8, "jansson": 20, "simdjson": 1.0, "libwebsockets": 0.9}
HOSTILE_GOALS = {"jansson": 0.5}


def node():
    program = shutil.which("node")
    if not program:
        raise Missing("no node", "nodejs")
    return [program, str(PEERS / "sums.mjs")]


def build_peers(folder):
    """The commands of those peers that can be built, and why the others cannot."""
    recipes = {
        "node": node,
        "jansson": lambda: [built(folder, "sums_jansson.c", [], ["-ljansson", "-lm"], "jansson.h", "libjansson-dev")],
        "simdjson": lambda: [built(folder, "fields_simdjson.cpp", ["-std=c++17", "-march=native"], ["-lsimdjson"],
                                   "simdjson.h", "libsimdjson-dev")],
        "libwebsockets": lambda: [built(folder, "count_lws.c", [], ["-lwebsockets"], "libwebsockets.h",
                                        "libwebsockets-dev")],
        "pump": lambda: [built(folder, "pump.c", ["-D_GNU_SOURCE"], ["-lcrypto"], "openssl/evp.h", "libssl-dev")],
    }
    commands, skipped = {}, []
    for name, recipe in recipes.items():
        try:
            commands[name] = recipe()
        except Missing as missing:
            skipped.append({"peer": name, "why": missing.why, "install": missing.install})
            print(f"skipped: {name}: {missing}")
    return commands, skipped


def readers(program, peers, names, right):
    """Who reads a file: roomvitals, and those of the named peers that are there."""
    told = {"node": ("node, JSON.parse, five sums", right.sums), "jansson": ("jansson, five sums", right.sums),
            "simdjson": ("simdjson On-Demand, fields only", right.fields)}
    yield "roomvitals", FileReader("roomvitals replay, every metric", [program, "replay", "--json"], right.ours)
    for name in names:
        if name in peers:
            title, check = told[name]
            yield name, FileReader(title, peers[name], check)


def clients(program, peers, right):
    """Who takes the feed in over a WebSocket."""
    if "pump" not in peers:
        return
    pump = peers["pump"][0]
    attach = [program, "attach", "--url", "ws://127.0.0.1:PORT", "--room", "load", "--quiet", "--json", "--no-listen"]
    yield "roomvitals", FeedClient("roomvitals attach, every metric", attach, right.ours, pump)
    if "libwebsockets" in peers:
        yield "libwebsockets", FeedClient("libwebsockets, bytes counted", [*peers["libwebsockets"], "PORT"], right.counted,
                                          pump)


def compare(name, source, contenders, cores, rounds, goals):
    """Runs everybody once to warm up and then in turn; what it took, and the ratios."""
    contenders = list(contenders)
    if not contenders:
        return None
    bystanders = Bystanders()
    runs = {key: [] for key, _ in contenders}
    for number in range(-1, rounds):
        first = max(0, number) % len(contenders)
        for key, contender in contenders[first:] + contenders[:first]:
            run = contender.run(source, cores)
            contender.check(contender.name, run.output)
            if number >= 0:
                runs[key].append(run)
    ours = runs["roomvitals"]
    rows = []
    for key, contender in contenders:
        seconds = [run.seconds for run in runs[key]]
        row = {"name": contender.name, "seconds": seconds,
               "processor_seconds": [run.processor_seconds for run in runs[key]],
               "megabytes_per_second": source.bytes / 1e6 / statistics.median(seconds)}
        if key != "roomvitals":
            each = [theirs.seconds / mine.seconds for theirs, mine in zip(runs[key], ours)]
            row["ratio"] = {
                "of_medians": statistics.median(seconds) / statistics.median(run.seconds for run in ours),
                "least": min(each), "most": max(each), "each_round": each,
                "of_processor_seconds": statistics.median(row["processor_seconds"])
                / statistics.median(run.processor_seconds for run in ours),
                "goal": goals.get(key)}
        rows.append(row)
    result = {"name": name, "input": {"name": source.name, "told": source.told, "messages": source.messages,
                                      "bytes": source.bytes},
              "rounds": rounds, "programs": rows, "others_share": bystanders.share()}
    print("\n".join(table.lines(result)), flush=True)
    return result


def compare_all(program, peers, folder, options):
    """Every comparison, input after input, so that one input's files are there at a time."""
    sources = [(lambda: inputs.generated(program, folder, options.megabytes), False),
               (lambda: inputs.recordings(folder, options.megabytes), False),
               (lambda: inputs.escapes(folder, options.megabytes / 8), True),
               (lambda: inputs.late_escape(folder, options.megabytes / 8), True),
               (lambda: inputs.newcomers(folder, options.megabytes / 8), True)]
    one, any_core = Cores(pinned=True), Cores(pinned=False)
    for make, is_hostile in sources:
        source = make()
        summary = subprocess.run([program, "replay", "--json", source.path], stdout=subprocess.PIPE, check=True).stdout
        needs_fields = "simdjson" in peers and not is_hostile
        right = checks.Checks(source, json.loads(summary), checks.fields(source.path) if needs_fields else None)
        peers_here = ["node", "jansson"] if is_hostile else ["node", "jansson", "simdjson"]
        yield compare("Decode and fold, one core", source, readers(program, peers, peers_here, right), one, options.rounds,
                      HOSTILE_GOALS if is_hostile else GOALS)
        if not is_hostile:
            yield compare("WebSocket to aggregates, one connection, one core", source, clients(program, peers, right), one,
                          options.rounds, GOALS)
            # node's collector runs beside its parser; without it there is nothing to compare with.
            if "node" in peers:
                yield compare("Decode and fold, any core", source, readers(program, peers, ["node"], right), any_core,
                              options.rounds, {})
        source.path.unlink()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=LEAST_ROUNDS, help="in turn, %(default)s or more")
    parser.add_argument("--megabytes", type=int, default=400, help="of each input; an eighth of it for the hostile ones")
    parser.add_argument("--results", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parents[1] / "results")
    options = parser.parse_args()
    if options.rounds < LEAST_ROUNDS:
        parser.error(f"--rounds (ROUNDS) must be {LEAST_ROUNDS} or more")
    if not os.access(options.program, os.X_OK):
        parser.error(f"{options.program} is no program: make build makes .build/release/roomvitals")
    if options.megabytes < LEAST_MEGABYTES:
        parser.error(f"--megabytes must be {LEAST_MEGABYTES} or more")
    now = datetime.datetime.now(datetime.timezone.utc)
    result = {"format": 1, "measured_at": now.strftime("%Y-%m-%d %H:%M UTC"), "rounds": options.rounds,
              "machine": machine.described(options.program)}
    there = result["machine"]
    print(f"{there['processor']}, {there['cores']} cores, {there['system']}, load {there['load_average'][0]:.2f}")
    print("; ".join(f"{name}: {version}" for name, version in there["versions"].items() if version))
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        peers, result["skipped"] = build_peers(folder)
        print()
        result["comparisons"] = [one for one in compare_all(os.path.abspath(options.program), peers, folder, options) if one]
    options.results.mkdir(parents=True, exist_ok=True)
    stem = options.results / now.strftime("comparison-%Y%m%d-%H%M%S")
    stem.with_suffix(".json").write_text(json.dumps(result, indent=1) + "\n")
    stem.with_suffix(".svg").write_text(plot.drawing(result))
    print(f"written: {stem}.json and {stem.name}.svg")


if __name__ == "__main__":
    sys.exit(main())
