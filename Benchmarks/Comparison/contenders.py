"""Who is compared: how each is built, run and measured."""
import json
import os
import pathlib
import resource
import shutil
import subprocess
import tempfile
import threading
import time

PEERS = pathlib.Path(__file__).resolve().parents[1] / "Peers"
LONGEST_RUN = 600
# Neither a token nor a place of the user's takes part.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("LIVEKIT_", "ROOMVITALS_"))}


class Missing(Exception):
    """A peer's tool or library is not installed: why, and what to install."""

    def __init__(self, why, install):
        super().__init__(f"{why}; install {install}")
        self.why, self.install = why, install


def compiler(names, package):
    for name in names:
        if name and shutil.which(name):
            return name
    raise Missing(f"no {names[-1]}", package)


def built(folder, source, flags, libraries, header, package):
    """The program of one source file in Peers, compiled into `folder`."""
    if source.endswith(".cpp"):
        language, command = "c++", compiler((os.environ.get("CXX"), "c++"), "g++")
    else:
        language, command = "c", compiler((os.environ.get("CC"), "cc"), "gcc")
    found = subprocess.run([command, "-E", "-x", language, "-"], input=f"#include <{header}>\n", text=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if found.returncode:
        raise Missing(f"no <{header}>", package)
    program = folder / pathlib.Path(source).stem
    subprocess.run([command, "-O2", "-Wall", "-Wextra", *flags, "-o", program, PEERS / source, *libraries], check=True)
    return str(program)


class Run:
    """What one run took, in seconds, and what it printed."""

    def __init__(self, seconds, processor_seconds, output):
        self.seconds, self.processor_seconds, self.output = seconds, processor_seconds, output


class Cores:
    """Where programs run: all on one core, or on any."""

    def __init__(self, pinned):
        self.all = os.sched_getaffinity(0)
        self.measured = {max(self.all)} if pinned else self.all
        self.others = self.all - self.measured or self.all

    def start(self, command, cores, **how):
        """A program that may use these cores only, from its first instruction on."""
        os.sched_setaffinity(0, cores)
        try:
            return subprocess.Popen(command, env=ENVIRONMENT, **how)
        finally:
            os.sched_setaffinity(0, self.all)


def finished(process, what, errors):
    """Waits for a program; its use of the processor. Ends the comparison where the program fails."""
    watch = threading.Timer(LONGEST_RUN, process.kill)
    watch.start()
    try:
        _, status, usage = os.wait4(process.pid, 0)
    finally:
        watch.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        errors.seek(0)
        raise SystemExit(f"{what} failed with status {process.returncode}: {errors.read()[-500:]}")
    return usage.ru_utime + usage.ru_stime


class FileReader:
    """Reads the input as a file. Timed from its start to its end as a process."""

    def __init__(self, name, command, check):
        self.name, self.command, self.check = name, command, check

    def run(self, source, cores):
        with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
            start = time.monotonic()
            process = cores.start([*self.command, source.path], cores.measured, stdout=output, stderr=errors)
            processor = finished(process, self.name, errors)
            seconds = time.monotonic() - start
            output.seek(0)
            return Run(seconds, processor, json.load(output))


class FeedClient:
    """Takes the input in over a WebSocket from Peers/pump.c, which has the other cores and holds the watch.

    The seconds are from the first byte that is sent until the client closes; the processor's are of the whole process.
    """

    def __init__(self, name, command, check, pump):
        self.name, self.command, self.check, self.pump = name, command, check, pump

    def run(self, source, cores):
        with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors, \
                cores.start([self.pump, source.path], cores.others, stdout=subprocess.PIPE, text=True) as server:
            try:
                port = server.stdout.readline().strip()
                if not port:
                    raise SystemExit("pump failed before anybody came")
                client = cores.start([word.replace("PORT", port) for word in self.command], cores.measured,
                                     stdout=output, stderr=errors)
                processor = finished(client, self.name, errors)
                told = server.stdout.readline()
                if not told:
                    raise SystemExit(f"{self.name} went before the last message")
                sent = json.loads(told)
            finally:
                server.kill()
            output.seek(0)
            return Run(sent["seconds"], processor, json.load(output) | {"sent": sent})


class Bystanders:
    """How much of the machine's processor time others took meanwhile."""

    def __init__(self):
        self.start = self.now()

    @staticmethod
    def now():
        with open("/proc/stat") as file:
            ticks = [int(word) for word in file.readline().split()[1:9]]
        idle = ticks[3] + ticks[4]
        own = sum(usage.ru_utime + usage.ru_stime
                  for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))
        return sum(ticks) / os.sysconf("SC_CLK_TCK"), idle / os.sysconf("SC_CLK_TCK"), own

    def share(self):
        total, idle, own = (after - before for before, after in zip(self.start, self.now()))
        return max(0.0, (total - idle - own) / total) if total else 0.0
