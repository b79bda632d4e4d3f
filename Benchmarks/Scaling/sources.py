"""What is replayed: written to a file, or sent through a pipe where it is too long to keep."""
import gzip
import subprocess

# Every entry has its type once, and nothing else in a message has one.
ENTRY = b'"type":"'
PIECE = 1 << 18


class Source:
    """A recording and how much there is in it: messages, entries, bytes of text."""

    def __init__(self, told):
        self.told = told
        self.messages = self.entries = self.bytes = 0

    def count(self, pieces):
        """The same pieces, counted."""
        self.messages = self.entries = self.bytes = 0
        tail = b""
        for piece in pieces:
            self.messages += piece.count(b"\n")
            self.entries += (tail + piece).count(ENTRY)
            self.bytes += len(piece)
            # Too short to be one of those that were counted.
            tail = piece[1 - len(ENTRY):]
            yield piece


class Generated(Source):
    """A room by `roomvitals generate`."""

    def __init__(self, program, reports, people=12):
        super().__init__({"reports": reports, "participants": people if reports >= 24 * people else None})
        self.command = [program, "generate", "--participants", str(people), "--reports", str(reports)]

    def pieces(self):
        with subprocess.Popen(self.command, stdout=subprocess.PIPE) as process:
            while piece := process.stdout.read(PIECE):
                yield piece
        if process.returncode:
            raise SystemExit(f"{' '.join(self.command)} failed with status {process.returncode}")


class Written(Source):
    """A room of `rooms.Room`."""

    def __init__(self, room):
        super().__init__(room.told())
        self.room = room

    def pieces(self):
        waiting, size = [], 0
        for line in self.room.lines():
            waiting.append(line)
            size += len(line)
            if size >= PIECE:
                yield "".join(waiting).encode()
                waiting, size = [], 0
        yield "".join(waiting).encode()


def write(source, path):
    with open(path, "wb") as file:
        file.writelines(source.count(source.pieces()))
    return path


def compress(path):
    packed = path.with_suffix(".ndjson.gz")
    with open(path, "rb") as text, gzip.open(packed, "wb", compresslevel=6) as file:
        while piece := text.read(PIECE):
            file.write(piece)
    return packed


def entries_per_report(program, people=12):
    """Entries of a generated report, nearly: what a wanted number of entries comes to in reports."""
    sample = Generated(program, 20_000, people)
    for _ in sample.count(sample.pieces()):
        pass
    return sample.entries / sample.messages
