"""Bodies decoded within a bound: a few kilobytes on the wire must never become gigabytes here.

Pure: bytes in, bytes out. It knows the two encodings we ask for and refuses every other.
"""

import zlib
from collections.abc import Iterator

STEP = 64 * 1024
GZIP = 16 + zlib.MAX_WBITS


class Spoilt(ValueError):
    """A body that cannot be read; `str()` is a clause such as "its body is cut off"."""


class Body:
    """One body as it arrives; yields it decoded, in pieces of at most 64 kB when compressed."""

    def __init__(self, encoding: str, most: int) -> None:
        """`encoding` as in Content-Encoding; `most` is the largest decoded size, in bytes."""
        if encoding not in ("", "identity", "gzip", "x-gzip"):
            raise Spoilt("its body is encoded in a way we did not ask for")
        self.most = most
        self.size = 0
        self.fed = 0
        self.gzip = zlib.decompressobj(GZIP) if encoding.endswith("gzip") else None

    def feed(self, raw: bytes) -> Iterator[bytes]:
        """What these bytes decode to; raises `Spoilt` when damaged or past the bound."""
        self.fed += len(raw)
        for piece in (raw,) if self.gzip is None else self.inflated(raw):
            self.size += len(piece)
            if self.size > self.most:
                raise Spoilt(f"its body is larger than {self.most / 1e6:g} MB")
            if piece:
                yield piece

    def inflated(self, raw: bytes) -> Iterator[bytes]:
        """Gzip decoded in small steps, so that no step can be large; members may follow."""
        gzip = self.gzip
        while gzip is not None and raw:
            if gzip.eof:
                self.gzip = gzip = zlib.decompressobj(GZIP)
            try:
                piece = gzip.decompress(raw, STEP)
            except zlib.error as error:
                raise Spoilt("its body is damaged") from error
            raw = gzip.unused_data if gzip.eof else gzip.unconsumed_tail
            yield piece
        while gzip is not None and not gzip.eof and (piece := gzip.decompress(b"", STEP)):
            yield piece

    def end(self) -> None:
        """The last byte has come; raises `Spoilt` when the body says it should go on."""
        if self.gzip is not None and self.fed and not self.gzip.eof:
            raise Spoilt("its body is cut off")
