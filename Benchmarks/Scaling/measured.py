"""Runs a program and tells what it took: measured.py TOLD PROGRAM [ARGUMENT ...]

Writes to the file TOLD: exit status, seconds, processor seconds, the most memory it had (KiB), and the same of this process.
The last is why this is a program of its own: the kernel's figure for a child begins with the memory of who started it.
Nothing but the standard library's small modules may be imported here.
"""
import os
import sys
import time


def main():
    told, *command = sys.argv[1:]
    start = time.monotonic()
    process = os.spawnv(os.P_NOWAIT, command[0], command)
    _, status, usage = os.wait4(process, 0)
    seconds = time.monotonic() - start
    # Not of getrusage, which knows the memory of this process's own parent.
    with open("/proc/self/status") as file:
        own = next(line.split()[1] for line in file if line.startswith("VmHWM:"))
    with open(told, "w") as file:
        print(os.waitstatus_to_exitcode(status), seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, own, file=file)


if __name__ == "__main__":
    main()
