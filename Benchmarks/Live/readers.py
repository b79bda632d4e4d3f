"""Readers of the local port, over kept-alive connections of plain sockets."""
import json
import select
import socket
import time


def get(port, path):
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    return json.loads(answer.split(b"\r\n\r\n", 1)[1])


class Reader:
    def __init__(self, port, path, due, memory):
        self.port, self.due, self.memory, self.socket = port, due, memory, None
        self.request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        self.connect()

    def connect(self):
        self.socket = socket.create_connection(("127.0.0.1", self.port))
        self.sent, self.head, self.missing, self.asked = None, b"", None, 0

    def ask(self, now):
        self.socket.sendall(self.request)
        self.sent, self.asked = now, self.asked + 1

    def answered(self):
        """Seconds that the answer took, once it is whole.

        What comes is counted and thrown away: a reader that put it together would take the processors from what it
        measures."""
        taken = self.socket.recv_into(self.memory)
        if self.missing is None:
            self.head += self.memory[:taken]
            head, separator, body = self.head.partition(b"\r\n\r\n")
            if not separator:
                return None
            self.missing = int(next(line[15:] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")))
            taken = len(body)
        self.missing -= taken
        if self.missing > 0:
            return None
        self.head, self.missing = b"", None
        took, self.sent = time.monotonic() - self.sent, None
        # The port closes a connection after a thousand requests.
        if self.asked >= 900:
            self.socket.close()
            self.connect()
        return took


def read(port, number, seconds, pause, path):
    """Lets readers ask for so long; when each of their answers was there, and how long it took."""
    start = time.monotonic()
    memory = memoryview(bytearray(1 << 20))
    readers = [Reader(port, path, start + pause * place / number, memory) for place in range(number)]
    times = []
    while (now := time.monotonic()) < start + seconds:
        for reader in readers:
            if reader.sent is None and reader.due <= now:
                reader.ask(now)
                reader.due = now + pause
        for ready in select.select([r.socket for r in readers if r.sent], [], [], 0.002)[0]:
            reader = next(r for r in readers if r.socket is ready)
            if (took := reader.answered()) is not None:
                times.append((time.monotonic(), took))
    for reader in readers:
        reader.socket.close()
    return times
