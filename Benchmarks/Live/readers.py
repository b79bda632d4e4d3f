#!/usr/bin/env python3
"""What a hundred readers cost a bot's ingest: the demo's own fold time a message, with and without them, in turn.

Usage: readers.py PROGRAM [--readers 100] [--seconds 10] [--rounds 5]

The demo runs at 60 times real speed, so that five participants report 300 times a second. Readers ask /v1/rooms/demo
over kept-alive connections, each once a second; a second table has them ask again as soon as they are answered.
"""
import argparse
import json
import select
import socket
import statistics
import subprocess
import sys
import time

PATH = "/v1/rooms/demo"


def get(port, path):
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    return json.loads(answer.split(b"\r\n\r\n", 1)[1])


def counters(port):
    bot = get(port, PATH)["bot"]
    return bot["messages_received"], bot["fold_seconds"]


class Reader:
    request = f"GET {PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()

    def __init__(self, port, due):
        self.port, self.due, self.socket = port, due, None
        self.connect()

    def connect(self):
        self.socket = socket.create_connection(("127.0.0.1", self.port))
        self.sent, self.buffer, self.asked = None, b"", 0

    def ask(self, now):
        self.socket.sendall(self.request)
        self.sent, self.asked = now, self.asked + 1

    def answered(self):
        """Seconds that the answer took, once it is whole."""
        self.buffer += self.socket.recv(1 << 20)
        head, separator, body = self.buffer.partition(b"\r\n\r\n")
        if not separator:
            return None
        length = int(next(line[15:] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")))
        if len(body) < length:
            return None
        self.buffer = b""
        took, self.sent = time.monotonic() - self.sent, None
        # The port closes a connection after a thousand requests.
        if self.asked >= 900:
            self.socket.close()
            self.connect()
        return took


def read(port, number, seconds, pause):
    """Lets readers ask for so long; the times that their answers took."""
    start = time.monotonic()
    readers = [Reader(port, start + pause * place / number) for place in range(number)]
    times = []
    while (now := time.monotonic()) < start + seconds:
        for reader in readers:
            if reader.sent is None and reader.due <= now:
                reader.ask(now)
                reader.due = now + pause
        for ready in select.select([r.socket for r in readers if r.sent], [], [], 0.002)[0]:
            reader = next(r for r in readers if r.socket is ready)
            if (took := reader.answered()) is not None:
                times.append(took)
    for reader in readers:
        reader.socket.close()
    return times


def window(port, work):
    messages, seconds = counters(port)
    result = work()
    after_messages, after_seconds = counters(port)
    return 1e6 * (after_seconds - seconds) / (after_messages - messages), result


def compare(port, options, pause, title):
    alone, beside, times = [], [], []
    for _ in range(options.rounds):
        alone.append(window(port, lambda: time.sleep(options.seconds))[0])
        cost, answers = window(port, lambda: read(port, options.readers, options.seconds, pause))
        beside.append(cost)
        times += answers
    times.sort()
    without, having = statistics.median(alone), statistics.median(beside)
    print(f"{title}: {len(times) / options.rounds / options.seconds:.0f} answers a second")
    print(f"  fold of a message alone        {without:7.1f} µs   ({min(alone):.1f}–{max(alone):.1f})")
    print(f"  with {options.readers} readers              {having:7.1f} µs   ({min(beside):.1f}–{max(beside):.1f})"
          f"   {100 * (having / without - 1):+.1f} %")
    print(f"  answer p50 {1e3 * times[len(times) // 2]:.1f} ms, p99 {1e3 * times[int(len(times) * 0.99)]:.1f} ms")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--readers", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    total = 4 * options.rounds * options.seconds + 60
    demo = subprocess.Popen(
        [options.program, "demo", "--seconds", str(60 * total), "--speed", "60", "--quiet", "--listen", "127.0.0.1:0"],
        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    try:
        port = next(int(line.rsplit(":", 1)[1].strip(" /\n")) for line in demo.stderr if "http://" in line)
        time.sleep(5)
        compare(port, options, 1.0, "each once a second")
        compare(port, options, 0.0, "as fast as they are answered")
    finally:
        demo.terminate()
        demo.wait()


if __name__ == "__main__":
    sys.exit(main())
