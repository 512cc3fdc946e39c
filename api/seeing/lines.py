"""Lines on their way to the log, which no request waits for."""

import atexit
import os
import sys
from collections import deque
from threading import Event, Thread
from time import monotonic, sleep

MOST = 10_000
"""How many lines may wait; what comes then is lost, and counted."""

AT_ONCE = 4_096
"""How many bytes are written at once where lines are short: so many no pipe mixes with those of
other processes, see https://man7.org/linux/man-pages/man7/pipe.7.html."""

GATHERING = 0.02
"""For how many seconds lines are gathered before they are written together."""


class Lines:
    """Writes lines to a file descriptor in a thread of its own; None to write nowhere.

    A full disk, a closed pipe or a reader that has stopped costs lines, and nothing else.
    """

    def __init__(self, descriptor: int | None, most: int = MOST) -> None:
        self.lost = 0
        self._descriptor = descriptor
        self._most = most
        self._waiting: deque[bytes] = deque()
        self._writing: list[bytes] = []
        self._called = False
        self._call = Event()
        Thread(target=self._run, name="log", daemon=True).start()

    def add(self, line: bytes) -> None:
        """Let a line be written, which ends with its line feed."""
        if self._descriptor is None or len(self._waiting) >= self._most:
            self.lost += 1
            return
        self._waiting.append(line)
        if not self._called:
            self._called = True
            self._call.set()

    def settle(self, seconds: float = 1.0) -> None:
        """Wait until all is written, but not for longer than some seconds."""
        late = monotonic() + seconds
        while (self._waiting or self._writing) and monotonic() < late:
            sleep(GATHERING / 4)

    def _run(self) -> None:
        while True:
            self._call.wait()
            sleep(GATHERING)
            self._call.clear()
            self._called = False
            while self._waiting:
                self._write_some()

    def _write_some(self) -> None:
        size = 0
        while self._waiting and (size == 0 or size + len(self._waiting[0]) <= AT_ONCE):
            self._writing.append(self._waiting[0])
            size += len(self._waiting.popleft())
        try:
            _write(self._descriptor, b"".join(self._writing))
        except OSError:
            self.lost += len(self._writing)
        self._writing.clear()


def _write(descriptor: int | None, whole: bytes) -> None:
    rest = memoryview(whole)
    while rest and descriptor is not None:
        rest = rest[os.write(descriptor, rest) :]


def standard_error() -> Lines:
    """Return the lines that go to the standard error, if there is one.

    Where it was closed, its number may be a connection's by now.
    """
    lines = Lines(sys.stderr.fileno() if sys.stderr else None)
    atexit.register(lines.settle)
    return lines
