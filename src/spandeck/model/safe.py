"""Vendor text made harmless where it is decoded: a terminal must never obey what it shows.

Control characters become their pictures (ESC → ␛), direction and zero-width characters their
names (U+202E → ‹U+202E›). Line feeds and tabs stay: whoever paints one line folds them.
"""

import re
from typing import Any

PICTURES = {code: chr(0x2400 + code) for code in range(32) if code not in (9, 10)} | {127: "␡"}
NAMED = (
    *range(0x80, 0xA0),  # C1: some terminals read U+009B as CSI
    0xAD,  # soft hyphen
    0x061C,  # Arabic letter mark
    0x115F,  # Hangul fillers, wide but blank
    0x1160,
    0x180E,
    *range(0x200B, 0x2010),  # zero-width and direction marks
    *range(0x2028, 0x202F),  # line and paragraph separators, embeddings, overrides
    *range(0x2060, 0x2070),  # joiners, invisible operators, isolates
    0x3164,
    0xFEFF,
    0xFFA0,
    *range(0xFFF9, 0xFFFC),
    *range(0xE0000, 0xE0080),  # tags: invisible text
)
TABLE = PICTURES | {code: f"‹U+{code:04X}›" for code in NAMED}
SURROGATES = "\ud800-\udfff"
CONTROLS = re.compile("[" + "".join(re.escape(chr(code)) for code in PICTURES) + "]")
UNSAFE = re.compile(
    "[" + "".join(re.escape(chr(code)) for code in TABLE if code <= 0xFFFF) + SURROGATES + "]"
)
TAGS = re.compile("[\U000e0000-\U000e007f]")
"""Apart from `UNSAFE`: together they would not compile to a bitmap, and cost 30 times as much."""


def safe(text: str) -> str:
    """The text with nothing left that a terminal could obey or that hides from a reader."""
    if text.isascii():
        return text if text.isprintable() else CONTROLS.sub(visible, text)
    return TAGS.sub(visible, UNSAFE.sub(visible, text))


def visible(found: re.Match[str]) -> str:
    """How one unsafe character is shown."""
    code = ord(found[0])
    return TABLE.get(code) or f"‹U+{code:04X}›"


def safe_value(value: Any) -> Any:
    """A decoded JSON value with every string in it, keys included, made safe.

    Containers without an unsafe string are returned as they are, so clean data costs no copy.
    """
    if isinstance(value, str):
        return safe(value)
    if isinstance(value, list):
        made = [safe_value(each) for each in value]
        return made if any(a is not b for a, b in zip(made, value, strict=True)) else value
    if isinstance(value, dict):
        pairs = {safe(key): safe_value(each) for key, each in value.items()}
        if len(pairs) < len(value):
            return apart(value)
        same = all(a is b for a, b in zip(pairs.values(), value.values(), strict=False))
        return value if same and pairs.keys() == value.keys() else pairs
    return value


def apart(value: dict[str, Any]) -> dict[str, Any]:
    """A value whose keys look alike once they are safe: primes keep every one of them."""
    pairs: dict[str, Any] = {}
    for key, each in value.items():
        name = safe(key)
        while name in pairs:
            name += "′"
        pairs[name] = safe_value(each)
    return pairs
