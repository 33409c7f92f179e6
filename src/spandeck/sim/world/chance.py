"""Chance without state: numbers and ids that depend on nothing but a seed and an index."""

MASK = (1 << 64) - 1
ROUNDS = (0x9E3779B97F4A7C15, 0xD1B54A32D192ED03, 0x8CB92BA72F3D8DD7, 0xAEF17502108EF2D9)


def mix(value: int) -> int:
    """64 well-stirred bits of a 64-bit number (the finaliser of splitmix64)."""
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    value = (value ^ (value >> 27)) * 0x94D049BB133111EB & MASK
    return value ^ (value >> 31)


def key(seed: int, purpose: str) -> int:
    """A 64-bit key of its own for every purpose, so that draws do not resemble each other."""
    made = mix((seed + ROUNDS[0]) & MASK)
    for byte in purpose.encode():
        made = mix(made ^ byte)
    return made


class Numbering:
    """Ids that look random and can be read back: a Feistel network over (number, secret tag).

    Whoever holds an id gets its number in constant time, without any table; an id that this
    numbering did not make fails the tag and gives None.
    """

    def __init__(self, secret: int, half_bits: int) -> None:
        """An id has two halves of `half_bits` (at most 64) each, so `half_bits / 2` hex digits."""
        self.half_bits = half_bits
        self.mask = (1 << half_bits) - 1
        self.tag = secret & self.mask
        self.keys = tuple(mix(secret ^ each) for each in ROUNDS)

    def id(self, number: int) -> str:
        """The id of a number, in lower-case hex."""
        left, right = number, self.tag
        for each in self.keys:
            left, right = right, left ^ (mix(right ^ each) & self.mask)
        return f"{left << self.half_bits | right:0{self.half_bits // 2}x}"

    def number(self, identifier: str) -> int | None:
        """The number of an id, or None when it is not one of ours."""
        if len(identifier) != self.half_bits // 2 or not set(identifier) <= set("0123456789abcdef"):
            return None
        left, right = divmod(int(identifier, 16), self.mask + 1)
        for each in reversed(self.keys):
            left, right = right ^ (mix(left ^ each) & self.mask), left
        return left if right == self.tag else None
