#!/usr/bin/env python3
"""How often a message makes the program ask the heap for memory, held to bounds.

Usage: allocations.py PROGRAM

Two replays, of which one has twice the messages of the other: the difference is what the further messages asked for, without
start and end. It is the same in every run, within a little, on any machine: a bound that is broken ends this with status 1.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Comparison"))
import inputs  # noqa: E402

MEGABYTES = 200
# Allocations a message: what sketches and time lines grow by. Of the recordings half of the people come
# with the further messages, so that what each of them is kept in counts too.
BOUNDS = {"generated": 0.5, "recordings": 2.0}


def counted(program, library, path, folder):
    told = folder / "asked"
    environment = dict(os.environ, LD_PRELOAD=str(library), ALLOCATIONS=str(told))
    subprocess.run([program, "replay", "--json", str(path)], env=environment, stdout=subprocess.DEVNULL, check=True)
    return int(told.read_text())


def first(path, messages, folder):
    part = folder / "part.ndjson"
    with open(path, "rb") as whole, open(part, "wb") as output:
        for _ in range(messages):
            output.write(whole.readline())
    return part


def main():
    program = sys.argv[1]
    is_kept = True
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        library = folder / "count.so"
        source = pathlib.Path(__file__).resolve().parent / "count.c"
        subprocess.run([os.environ.get("CC", "cc"), "-O2", "-shared", "-fPIC", "-o", library, source], check=True)
        for data in (inputs.generated(program, folder, MEGABYTES), inputs.recordings(folder, MEGABYTES)):
            half = data.messages // 2
            few, many = (counted(program, library, first(data.path, number, folder), folder) for number in (half, 2 * half))
            each = (many - few) / half
            bound = BOUNDS[data.name]
            is_kept = is_kept and each <= bound
            print(f"{data.name}: {each:.2f} allocations a message of {data.messages} (bound {bound:.1f}{'' if each <= bound else ': BROKEN'})")
    return 0 if is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
