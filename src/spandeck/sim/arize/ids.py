"""Ids as Arize writes them: base64 of `Word:number:…`, opaque to whoever holds one.

The vendor's client takes any other text for a name (contracts/arize.md §3).
"""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64

from spandeck.sim.world.chance import mix

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def identifier(word: str, number: int, secret: int) -> str:
    """The id of the `number`-th thing of this kind; its last part makes it hard to guess.

    Only letters, digits and colons go in, so neither `/` nor `+` comes out.
    """
    stirred, tail = mix(secret ^ number ^ mix(int.from_bytes(word.encode()[:8]))), ""
    for _ in range(4):
        stirred, place = divmod(stirred, len(LETTERS))
        tail += LETTERS[place]
    return b64encode(f"{word}:{number}:{tail}".encode()).decode()


def word(identifier: str) -> str | None:
    """What kind of thing an id is about; None for what is no id."""
    try:
        kind, colon, _ = b64decode(identifier, validate=True).decode().partition(":")
    except (NotBase64, ValueError):
        return None
    return kind if colon else None
