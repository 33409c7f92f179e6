"""A terminal for tests: runs a program on a pseudo-terminal and shows what a person would see.

It answers the few queries that a modern terminal answers, keeps every byte that arrived, and
waits for what is on the screen, never for a length of time.
"""

import errno
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pyte

ANSWERS = {
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",  # synchronized output is known, and off
    b"\x1b[?2048$p": b"\x1b[?2048;0$y",  # in-band resize is not
    b"\x1b[c": b"\x1b[?62;22c",
    b"\x1b[6n": b"\x1b[1;1R",
    b"\x1b[?u": b"",
}


class Terminal:
    """A program on a pseudo-terminal of a fixed size."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 120,
        rows: int = 34,
        env: Mapping[str, str] | None = None,
        directory: Path | None = None,
    ) -> None:
        """Start `command` with `env` added to a plain environment."""
        self.raw = bytearray()
        """Every byte the program wrote, in order."""
        self.display = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.display)
        self.status: int | None = None
        environment = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith("SPANDECK_") and key not in ("COLUMNS", "LINES")
        }
        environment |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
        environment |= {"TZ": "UTC", **(env or {})}
        environment.pop("NO_COLOR", None) if "NO_COLOR" not in (env or {}) else None
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            if directory is not None:
                os.chdir(directory)
            os.execvpe(command[0], list(command), environment)
        self.resize(columns, rows)

    def resize(self, columns: int, rows: int) -> None:
        """Tell the program that the terminal has another size."""
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.display.resize(rows, columns)

    def send(self, keys: str | bytes) -> None:
        """Type these keys."""
        os.write(self.fd, keys.encode() if isinstance(keys, str) else keys)

    @property
    def text(self) -> str:
        """The screen as lines of text."""
        return "\n".join(line.rstrip() for line in self.display.display)

    def until(self, seen: str | Callable[[str], bool], seconds: float = 20.0) -> str:
        """Read until the screen shows `seen`; raise with the screen when it does not in time."""
        shows = (lambda text: seen in text) if isinstance(seen, str) else seen
        deadline = time.monotonic() + seconds
        while not shows(self.text):
            if not self.read(deadline - time.monotonic()) and not shows(self.text):
                raise AssertionError(f"never saw {seen!r}; the screen is:\n{self.text}")
        return self.text

    def quiet(self, silence: float = 0.15, seconds: float = 20.0) -> str:
        """Read until nothing has come for `silence` seconds: the screen has settled."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.read(silence):
            pass
        return self.text

    def read(self, seconds: float) -> bool:
        """Take what arrives within `seconds`; False when nothing did or the program is gone."""
        ready, _, _ = select.select([self.fd], [], [], max(0.0, seconds))
        if not ready:
            return False
        try:
            data = os.read(self.fd, 1 << 16)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            return False
        self.take(data)
        return bool(data)

    def take(self, data: bytes) -> None:
        """Show bytes that were read from the program, and answer what they ask."""
        self.raw += data
        self.stream.feed(data)
        for query, answer in ANSWERS.items():
            if query in data and answer:
                os.write(self.fd, answer)

    def wait(self, seconds: float = 20.0) -> int:
        """Read to the end and return the exit status (negative: the signal that ended it)."""
        deadline = time.monotonic() + seconds
        while self.status is None and time.monotonic() < deadline:
            self.read(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
        if self.status is None:
            raise AssertionError(f"still running after {seconds} s; the screen is:\n{self.text}")
        while self.read(0):
            pass
        return self.status

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.fd)
