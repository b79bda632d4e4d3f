#!/usr/bin/env python3
"""How soon the local port answers: after the program's start, and while a bot takes reports in as fast as it can.

Usage: answers.py PROGRAM [--starts 20] [--readers 1 10] [--seconds 2] [--participants 20 1000]

Three figures:
- from the start of `roomvitals attach` to the first byte that its port serves;
- how long `/v1/rooms/{room}` takes to be answered by a bot that a server of `ingest.py` sends reports as fast as it takes
  them, to readers each of which asks as soon as it is answered;
- what the room's snapshot costs, which is made once a second, asked for or not: processor time of the whole program in a
  second in which no report comes.
"""
import argparse
import contextlib
import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time

from ingest import PATH, ROOM, frames, serve
from readers import get, read
from stops import Stops, may_watch


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def first_byte(program):
    """Seconds from the start to the first byte of an answer."""
    port = free_port()
    begun = time.monotonic()
    bot = subprocess.Popen([program, "attach", "--url", "ws://127.0.0.1:1", "--room", ROOM, "--quiet", "--listen", f"127.0.0.1:{port}"],
                           stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        while True:
            try:
                with socket.create_connection(("127.0.0.1", port)) as connection:
                    connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    if connection.recv(1):
                        return time.monotonic() - begun
            except OSError:
                time.sleep(0.0005)
            if time.monotonic() - begun > 10:
                raise SystemExit("the program serves nothing within 10 s")
    finally:
        bot.kill()
        bot.wait()


def processor_seconds(process):
    total = 0
    for task in os.listdir(f"/proc/{process}/task"):
        with open(f"/proc/{process}/task/{task}/schedstat") as figures:
            total += int(figures.read().split()[0])
    return total / 1e9


@contextlib.contextmanager
def attached(program, stream):
    """A bot that is in a room whose server is about to send the stream: its process, its port, the bytes sent so far."""
    listening = socket.create_server(("127.0.0.1", 0))
    go, sent = multiprocessing.Event(), multiprocessing.Value("Q", 0, lock=False)
    source = multiprocessing.Process(target=serve, args=(listening, stream, go, sent))
    source.start()
    bot = subprocess.Popen(
        [program, "attach", "--url", f"ws://127.0.0.1:{listening.getsockname()[1]}", "--room", ROOM, "--quiet", "--json",
         "--listen", "127.0.0.1:0"], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    try:
        port = next(int(line.rsplit(":", 1)[1].strip(" /\n")) for line in bot.stderr if "http://" in line)
        while get(port, PATH)["state"] != "live":
            time.sleep(0.1)
        go.set()
        yield bot.pid, port, sent
    finally:
        bot.kill()
        bot.wait()
        source.kill()
        source.join()
        listening.close()


def under_load(program, stream, readers, seconds):
    """When answers were there and how long they took while reports came, MB taken in a second, how many participants are
    known at the end, and when the machine stood still."""
    with attached(program, stream) as (_, port, sent):
        time.sleep(2)
        watch = Stops() if may_watch() else None
        before, begun = sent.value, time.monotonic()
        times = read(port, readers, seconds, 0.0, PATH)
        rate = (sent.value - before) / (time.monotonic() - begun) / 1e6
        stops = watch.end() if watch else None
        if sent.value >= len(stream):
            raise SystemExit("the reports were over before the readers: fewer --seconds")
        return times, rate, get(port, PATH)["participants_known"], stops


def quantiles(times):
    times = sorted(times)
    return (f"p50 {1e3 * times[len(times) // 2]:.2f} ms, p99 {1e3 * times[int(len(times) * 0.99)]:.2f} ms, "
            f"most {1e3 * times[-1]:.2f} ms")


def without(times, stops):
    """What answers took into which no stop of the machine fell."""
    if stops is None:
        return "whether the machine stood still meanwhile was not watched: that takes root"
    if not stops:
        return "the machine never stood still meanwhile"
    clear = [took for at, took in times if not any(begin < at and end > at - took for begin, end in stops)]
    return (f"the machine stood still {len(stops)} times, {1e3 * sum(end - begin for begin, end in stops):.0f} ms in all; "
            f"of the {len(clear)} of {len(times)} answers that were spared: {quantiles(clear)}")


def quiet_second(program, stream, seconds=10):
    """Processor time of the whole program in a second without reports, when all of the stream has been taken in."""
    with attached(program, stream) as (process, port, sent):
        while sent.value < len(stream):
            time.sleep(0.1)
        time.sleep(3)
        present = get(port, PATH)["participants_present"]
        before, begun = processor_seconds(process), time.monotonic()
        time.sleep(seconds)
        return (processor_seconds(process) - before) / (time.monotonic() - begun), present


def generate(program, folder, participants, reports):
    path = os.path.join(folder, f"{participants}-{reports}.ndjson")
    with open(path, "wb") as output:
        subprocess.run([program, "generate", "--participants", str(participants), "--reports", str(reports)],
                       stdout=output, check=True)
    stream = frames(path)
    os.remove(path)
    return stream


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--starts", type=int, default=20)
    parser.add_argument("--readers", type=int, nargs="+", default=[1, 10])
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--participants", type=int, nargs="+", default=[20, 1000])
    options = parser.parse_args()
    starts = sorted(first_byte(options.program) for _ in range(options.starts))
    print(f"from the start to the first byte served: median {1e3 * statistics.median(starts):.1f} ms, "
          f"{1e3 * starts[0]:.1f} to {1e3 * starts[-1]:.1f} ms ({len(starts)} starts); "
          f"the program has {os.path.getsize(options.program) / 1e6:.1f} MB")
    with tempfile.TemporaryDirectory() as folder:
        for participants in options.participants:
            stream = generate(options.program, folder, participants, 1_200_000)
            for readers in options.readers:
                times, rate, known, stops = under_load(options.program, stream, readers, options.seconds)
                print(f"a room of {known}, {rate:.0f} MB/s of reports taken in, {readers} readers: "
                      f"{len(times) / options.seconds:.0f} answers a second, {quantiles(took for _, took in times)}")
                print("  " + without(times, stops))
            stream = generate(options.program, folder, participants, 20 * participants)
            cost, present = quiet_second(options.program, stream)
            print(f"a room of {present} in which no report comes: {1e3 * cost:.2f} ms of processor time in a second, with one snapshot")


if __name__ == "__main__":
    sys.exit(main())
