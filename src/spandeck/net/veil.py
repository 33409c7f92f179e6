"""Hides our key in what a vendor sends back: an echoed key would reach screens, files and logs.

Pure: bytes in, bytes out. It must not touch anything but the key.
"""

from spandeck.model.connection import Token

SHOWN = b"(your key)"
"""What stands in the key's place."""
SHORTEST = 8
"""A shorter key is no secret, and would be found in any text."""


class Veil:
    """One answer as it passes; in its body the key may arrive cut in two."""

    def __init__(self, token: Token) -> None:
        """`token` is the key that was sent."""
        secret = token.reveal().encode()
        self.secret = secret if len(secret) >= SHORTEST else b""
        self.held = b""
        """The end of what came, while it could be the beginning of the key."""

    def headers(self, raw: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """The headers without the key."""
        if not self.secret:
            return raw
        return [(name, value.replace(self.secret, SHOWN)) for name, value in raw]

    def feed(self, piece: bytes) -> bytes:
        """What of these bytes, and of those held back, may be passed on by now."""
        if not self.secret:
            return piece
        seen = (self.held + piece if self.held else piece).replace(self.secret, SHOWN)
        longest = min(len(self.secret) - 1, len(seen))
        size = next((n for n in range(longest, 0, -1) if seen.endswith(self.secret[:n])), 0)
        self.held = seen[len(seen) - size :]
        return seen[: len(seen) - size] if size else seen

    def end(self) -> bytes:
        """What was held back and turned out to be no key."""
        held, self.held = self.held, b""
        return held
