"""What processes cost, as /proc tells it, and on which core each does its work."""

import os
import resource
import shutil
from collections.abc import Iterator
from pathlib import Path

SERVER_CORE, OTHER_CORE = 0, 1
"""The server has a core to itself; PostgreSQL and whoever asks share the other."""

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
MEGABYTE = 1_000_000


def on_core(core: int) -> list[str]:
    """Return the beginning of a command that keeps to a core; empty where there are too few."""
    if (os.cpu_count() or 1) <= core or not shutil.which("taskset"):
        return []
    return ["taskset", "--cpu-list", str(core)]


def seconds_used(root: int) -> float:
    """Return the processor time of a process and its children, those that ended included."""
    return sum(_seconds(pid) for pid in _tree(root))


def seconds_of_children() -> float:
    """Return the processor time of the commands that this process ran to their end."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def megabytes(root: int) -> float:
    """Return the resident memory of a process and its children."""
    return sum(_resident(pid) for pid in _tree(root)) / MEGABYTE


def descriptors(root: int) -> int:
    """Return how many file descriptors a process and its children have open."""
    return sum(len(list(Path(f"/proc/{pid}/fd").glob("*"))) for pid in _tree(root))


def seconds_of_all() -> float:
    """Return the processor time that all processes of the machine have used."""
    with Path("/proc/stat").open(encoding="utf-8") as lines:
        user, nice, system, _, _, *interrupts = map(int, next(lines).split()[1:9])
    return (user + nice + system + sum(interrupts)) / TICKS


def _tree(root: int) -> Iterator[int]:
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        yield pid
        for thread in Path(f"/proc/{pid}/task").glob("*"):
            try:
                waiting += map(int, (thread / "children").read_text(encoding="utf-8").split())
            except OSError:  # it ended meanwhile
                continue


def _seconds(pid: int) -> float:
    # utime, stime, and those of the children that ended: cutime, cstime.
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    return sum(map(int, stat.rpartition(")")[2].split()[11:15])) / TICKS


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1]) * PAGE
    except OSError:
        return 0
