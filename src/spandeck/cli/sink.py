"""Standard output, written whole line by whole line and without ever holding the loop.

It says where it stands when it is a file, so that what was written can be looked up after a crash.
"""

import asyncio
import os
import select
import stat
from collections.abc import Callable
from dataclasses import dataclass
from fcntl import F_GETFL, fcntl


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file."""

    device: int
    inode: int
    offset: int


class Sink:
    """A file descriptor that takes bytes."""

    def __init__(self, fd: int) -> None:
        self.fd = fd
        mode = os.fstat(fd).st_mode
        self.legible = legible(fd)
        self.pipe = stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)
        self.waits = self.pipe or os.isatty(fd)
        """Whether its reader may make us wait."""

    async def write(self, data: bytes) -> None:
        """Write all of it; raises `BrokenPipeError` when nobody reads any more.

        A pipe that can be written to at all takes `PIPE_BUF` bytes without making us wait.
        """
        rest = memoryview(data)
        while rest:
            if self.waits:
                await self.ready()
            most = select.PIPE_BUF if self.waits else len(rest)
            rest = rest[os.write(self.fd, rest[:most]) :]

    async def ready(self) -> None:
        """Wait until the reader has room for more."""
        loop, room = asyncio.get_running_loop(), asyncio.Event()
        loop.add_writer(self.fd, room.set)
        try:
            await room.wait()
        finally:
            loop.remove_writer(self.fd)

    def watch(self, left: Callable[[], object]) -> None:
        """Call when the reader of a pipe has left, though there may be nothing to write."""
        if self.pipe:
            loop = asyncio.get_running_loop()

            def gone() -> None:
                loop.remove_reader(self.fd)
                left()

            loop.add_reader(self.fd, gone)

    def unwatch(self) -> None:
        """Call nobody any more."""
        if self.pipe:
            asyncio.get_running_loop().remove_reader(self.fd)

    def place(self) -> Place | None:
        """Where the next byte goes; None where that cannot be looked at later."""
        if not self.legible:
            return None
        found = os.fstat(self.fd)
        appends = fcntl(self.fd, F_GETFL) & os.O_APPEND
        offset = found.st_size if appends else os.lseek(self.fd, 0, os.SEEK_CUR)
        return Place(found.st_dev, found.st_ino, offset)

    def behind(self, place: Place) -> bytes | None:
        """What this file holds behind a place; None where it is another file, or begins anew."""
        found = os.fstat(self.fd)
        if not self.legible or (found.st_dev, found.st_ino) != (place.device, place.inode):
            return None
        if found.st_size < place.offset:
            return None
        with open(again(self.fd), "rb") as file:
            file.seek(place.offset)
            return file.read()


def again(fd: int) -> str:
    """The path by which a file is opened once more, though this time to be read."""
    return f"/dev/fd/{fd}"


def legible(fd: int) -> bool:
    """Whether this is a file that can be read back; some systems do not let us."""
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        return False
    try:
        os.close(os.open(again(fd), os.O_RDONLY | os.O_CLOEXEC))
    except OSError:
        return False
    return True


def missing(lines: bytes, behind: bytes) -> bytes:
    """What must still be written so that each line stands in a file once, none torn.

    `behind` is what the file holds since these lines were about to be written to it: nothing, some
    of them, the last perhaps torn, and between them whatever others wrote.
    """
    if lines.startswith(behind):
        return lines[len(behind) :]
    there = behind.splitlines(keepends=True)
    torn = there.pop() if not behind.endswith(b"\n") else b""
    written = set(there)
    wanted = [each for each in lines.splitlines(keepends=True) if each not in written]
    begun = next((each for each in wanted if torn and each.startswith(torn)), None)
    if begun is None:
        return (b"\n" if torn and wanted else b"") + b"".join(wanted)
    wanted.remove(begun)
    return begun[len(torn) :] + b"".join(wanted)
