"""When the machine itself stood still: a virtual one's host may withhold all of its processors for a while.

A watcher on each processor sleeps for a moment, again and again, before all other work (SCHED_FIFO, which takes root or
CAP_SYS_NICE). One that wakes late was kept from it; the machine stood still where all were.
"""
import multiprocessing
import os
import time

PAUSE = 0.002
LATE = 0.003


def may_watch():
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    except PermissionError:
        return False
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    return True


def watch(processor, over, found):
    os.sched_setaffinity(0, {processor})
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    late, last = [], time.monotonic()
    while not over.is_set():
        time.sleep(PAUSE)
        now = time.monotonic()
        if now - last > PAUSE + LATE:
            late.append((last + PAUSE, now))
        last = now
    found.put(late)


def common(ours, theirs):
    """The stretches that are in both, each in the order of time."""
    both, ours, theirs = [], list(ours), list(theirs)
    while ours and theirs:
        begin, end = max(ours[0][0], theirs[0][0]), min(ours[0][1], theirs[0][1])
        if begin < end:
            both.append((begin, end))
        (ours if ours[0][1] < theirs[0][1] else theirs).pop(0)
    return both


class Stops:
    """Watches from its beginning to `end`, which tells the stretches of time in which the machine stood still."""

    def __init__(self):
        self.over, self.found = multiprocessing.Event(), multiprocessing.Queue()
        self.watchers = [multiprocessing.Process(target=watch, args=(processor, self.over, self.found))
                         for processor in sorted(os.sched_getaffinity(0))]
        for watcher in self.watchers:
            watcher.start()

    def end(self):
        self.over.set()
        late = [self.found.get() for _ in self.watchers]
        for watcher in self.watchers:
            watcher.join()
        stops = late[0]
        for other in late[1:]:
            stops = common(stops, other)
        return stops
