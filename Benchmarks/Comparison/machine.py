"""Where and with what a comparison was made."""
import os
import pathlib
import platform
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]


def first_line(*command):
    """The first line that a program prints; None where there is no such program, or it fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    except FileNotFoundError:
        return None
    return done.stdout.splitlines()[0].strip() if done.returncode == 0 and done.stdout.strip() else None


def processor():
    with open("/proc/cpuinfo") as file:
        found = re.search(r"^(?:model name|Model)\s*:\s*(.+)$", file.read(), re.MULTILINE)
    return found[1] if found else platform.machine()


def described(program):
    """Names and versions, None for what is not there."""
    libraries = {name: first_line("pkg-config", "--modversion", name) for name in ("jansson", "libwebsockets", "simdjson")}
    # Debian's libwebsockets.pc ends its version in a dash.
    libraries = {name: version and version.rstrip("-") for name, version in libraries.items()}
    return {
        "processor": processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "architecture": platform.machine(),
        "system": platform.freedesktop_os_release().get("PRETTY_NAME"),
        "kernel": platform.release(),
        "load_average": os.getloadavg(),
        "versions": {
            "roomvitals": first_line(program, "--version"),
            "swift": first_line(os.environ.get("SWIFT", "swift"), "--version"),
            "cc": first_line(os.environ.get("CC") or "cc", "--version"),
            "c++": first_line(os.environ.get("CXX") or "c++", "--version"),
            "node": first_line("node", "--version"),
        } | libraries,
        "commit": first_line("git", "rev-parse", "HEAD"),
        "changed_since_commit": first_line("git", "status", "--porcelain") is not None,
    }
