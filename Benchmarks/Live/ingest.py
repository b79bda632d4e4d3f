#!/usr/bin/env python3
"""What readers of the local port cost a bot that takes in reports as fast as it can.

Usage: ingest.py PROGRAM RECORDING [--readers 100] [--runs 8]

RECORDING is what `roomvitals generate` writes. A server of this script's own sends it over a WebSocket as fast as the
bot (`roomvitals attach`) takes it. While it does, half a second with readers and half a second without take turns, each
first every other time; what is compared is two such halves that lie beside each other, because a machine's speed drifts.
Two figures: bytes that the bot took in a second, and processor time for them of the thread that decodes and folds.
"""
import argparse
import base64
import hashlib
import json
import multiprocessing
import os
import random
import socket
import statistics
import struct
import subprocess
import sys
import time

from readers import get, read

ROOM = "load"
PATH = f"/v1/rooms/{ROOM}"
WINDOW = 0.5
JOIN = {"join": {"room": {"sid": "RM_1", "name": ROOM}, "participant": {"sid": "PA_me", "identity": "monitor"},
                 "pingInterval": 60, "pingTimeout": 300}}


def frame(text):
    """A text message from a server: one frame, not masked (RFC 6455, 5.2)."""
    if len(text) < 126:
        return struct.pack("!BB", 0x81, len(text)) + text
    if len(text) < 65536:
        return struct.pack("!BBH", 0x81, 126, len(text)) + text
    return struct.pack("!BBQ", 0x81, 127, len(text)) + text


def frames(path):
    with open(path, "rb") as recording:
        return b"".join(frame(line.rstrip(b"\n")) for line in recording)


def serve(listening, stream, go, sent):
    """Takes one connection, waits for the word, and sends everything, counting."""
    connection, _ = listening.accept()
    head = b""
    while b"\r\n\r\n" not in head:
        head += connection.recv(4096)
    key = next(line for line in head.decode().split("\r\n") if line.lower().startswith("sec-websocket-key:"))
    digest = hashlib.sha1((key.split(":", 1)[1].strip() + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
    connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                       b"Sec-WebSocket-Accept: " + base64.b64encode(digest) + b"\r\n\r\n")
    connection.sendall(frame(json.dumps(JOIN).encode()))
    go.wait()
    rest = memoryview(stream)
    while rest:
        taken = connection.send(rest[:65536])
        sent.value += taken
        rest = rest[taken:]
    connection.recv(1)


def feed_thread(process):
    """The thread that decodes and folds."""
    for thread in os.listdir(f"/proc/{process}/task"):
        with open(f"/proc/{process}/task/{thread}/comm") as name:
            if name.read().strip() == "roomvitals-feed":
                return f"/proc/{process}/task/{thread}/schedstat"
    raise SystemExit("the program has no thread of the feed's name")


def thread_seconds(thread):
    """Processor time of a thread, to the nanosecond."""
    with open(thread) as figures:
        return int(figures.read().split()[0]) / 1e9


def run(program, stream, readers, pause, answers):
    """One bot that takes the stream in; for each pair of windows, figures without readers and with them."""
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
        thread = feed_thread(bot.pid)

        def window(has_readers):
            taken, processor, start = sent.value, thread_seconds(thread), time.monotonic()
            if has_readers:
                answers.extend(read(port, readers, WINDOW, pause, PATH))
            else:
                time.sleep(WINDOW)
            taken, took = sent.value - taken, time.monotonic() - start
            return taken / took / 1e6, 1e9 * (thread_seconds(thread) - processor) / max(taken, 1)

        go.set()
        # The buffers between the two fill up, and there is something to show.
        time.sleep(1)
        pairs = []
        while True:
            first = len(pairs) % 2 == 1
            pair = window(first), window(not first)
            if sent.value >= len(stream):
                return pairs
            pairs.append(pair[::-1] if first else pair)
    finally:
        bot.kill()
        source.kill()
        source.join()
        listening.close()


def interval(values):
    """95 % of the median, by resampling."""
    chance = random.Random(1)
    medians = sorted(statistics.median(chance.choices(values, k=len(values))) for _ in range(2000))
    return medians[50], medians[-51]


def tell(name, unit, pairs):
    alone, beside = [a for a, _ in pairs], [b for _, b in pairs]
    changes = [100 * (b / a - 1) for a, b in pairs]
    low, high = interval(changes)
    print(f"  {name:<32} {statistics.median(alone):6.1f} {unit} without, {statistics.median(beside):6.1f} {unit} with: "
          f"{statistics.median(changes):+.1f} % (95 %: {low:+.1f} to {high:+.1f})")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("recording")
    parser.add_argument("--readers", type=int, default=100)
    parser.add_argument("--runs", type=int, default=8)
    options = parser.parse_args()
    stream = frames(options.recording)
    print(f"{len(stream) / 1e6:.0f} MB a run over a WebSocket, {options.runs} runs, {options.readers} readers")
    for pause, title in ((1.0, "each asks once a second"), (0.0, "each asks as soon as it is answered")):
        pairs, answers = [], []
        for _ in range(options.runs):
            pairs += run(options.program, stream, options.readers, pause, answers)
        if not pairs:
            raise SystemExit(f"{options.recording} was over before two windows of {WINDOW} s: give a longer recording")
        answers.sort()
        print(f"{title}: {len(answers) / len(pairs) / WINDOW:.0f} answers a second, "
              f"p50 {1e3 * answers[len(answers) // 2]:.1f} ms, p99 {1e3 * answers[int(len(answers) * 0.99)]:.1f} ms; "
              f"{len(pairs)} pairs")
        tell("bytes taken in", "MB/s", [(a[0], b[0]) for a, b in pairs])
        tell("processor time of the feed's thread", "ns/B", [(a[1], b[1]) for a, b in pairs])


if __name__ == "__main__":
    sys.exit(main())
