"""Runs of replay and of its like, measured and checked."""
import fcntl
import json
import os
import pathlib
import subprocess
import sys
import tempfile

from checks import require

HERE = pathlib.Path(__file__).resolve().parent
# Bytes that a pipe holds, the most that Linux gives to everybody: as much as replay reads at a time, and more.
PIPE = 1 << 20


class Measured:
    """One run of replay: seconds, processor seconds, the most memory in bytes, and its result."""

    def __init__(self, told, output):
        status, seconds, processor, most, own = told.split()
        self.status, self.seconds, self.processor_seconds = int(status), float(seconds), float(processor)
        self.memory, self.own_memory, self.output = 1024 * int(most), 1024 * int(own), output


def measured(command, folder, cores, feed=()):
    """Runs a command on the measured cores; what `feed` gives is its standard input."""
    told = folder / "told"
    watched = [sys.executable, "-I", "-S", str(HERE / "measured.py"), str(told), *command]
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        with cores.start(watched, cores.measured, stdin=subprocess.PIPE, stdout=output, stderr=errors) as process:
            # Whoever feeds a pipe keeps off the core that is measured.
            os.sched_setaffinity(0, cores.others)
            fcntl.fcntl(process.stdin, fcntl.F_SETPIPE_SZ, PIPE)
            try:
                for piece in feed:
                    process.stdin.write(piece)
                process.stdin.close()
            except BrokenPipeError:
                pass
        output.seek(0)
        errors.seek(0)
        if process.returncode:
            raise SystemExit(f"measured.py failed with status {process.returncode}: {errors.read()[-500:]}")
        run = Measured(told.read_text(), output.read())
        if run.status:
            raise SystemExit(f"{command[0]} failed with status {run.status}: {errors.read()[-500:]}")
        if run.memory <= run.own_memory:
            raise SystemExit(f"{command[0]} had less memory than measured.py, {run.own_memory} bytes: how much cannot be told")
        return run


def replay(program, folder, cores, path, feed=()):
    """Replays a file, or, where the path is -, what `feed` gives."""
    return measured([program, "replay", "--json", str(path)], folder, cores, feed)


def folded(result):
    """How much went into a result."""
    session, block = result["session"], result["quality_metrics"]
    return {"reports": session["reports"], "participants": session["participant_count"],
            "readings": block["total_readings"], "accepted": block["samples"]["accepted"]}


def check(run, source):
    """Whether everything was folded, of everybody."""
    result = json.loads(run.output)
    session, block, got = result["session"], result["quality_metrics"], folded(result)
    for name, wanted in source.told.items():
        require(wanted is None or got[name] == wanted, "roomvitals replay", name, got[name], wanted)
    require(source.messages == source.told["reports"], "the recording", "messages", source.messages, source.told["reports"])
    for what in (session["refused_messages"], session["reports_refused"], block["samples"]["refused"]):
        require(not what, "roomvitals replay", "what it refused", what, "nothing")
