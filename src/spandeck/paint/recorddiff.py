"""Two records of a kind compared: what differs first, long texts as a diff with words marked."""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from rich.cells import cell_len

from spandeck.model.tree import Slices, finish
from spandeck.paint.document import Line, fitted, wrapped
from spandeck.paint.recordtree import walked, written
from spandeck.paint.units import exact, one_line, size

BRIEF = 60
"""Characters of a value that stands on one line with what it became."""
AROUND = 2
"""Lines of a text that are shown around what differs."""
LARGEST = 4_000
"""Lines of two texts beyond which only their sizes are told: comparing takes their product."""
MOST_WORDS = 20_000
"""Pairs of words up to which a line is compared by the word: a few milliseconds."""
WORD = re.compile(r"\w+|\s+|[^\w\s]")
KEY_MOST = 34


def compared(
    base: Mapping[str, Any], other: Mapping[str, Any], names: tuple[str, str], width: int
) -> list[Line]:
    """Both records: names, short values that differ, texts that differ, and how many are alike."""
    return finish(comparing(base, other, names, width))


def comparing(
    base: Mapping[str, Any], other: Mapping[str, Any], names: tuple[str, str], width: int
) -> Slices[list[Line]]:
    """`compared` in slices: a text a step."""
    before, after = leaves(base), leaves(other)
    paths = [*before, *(path for path in after if path not in before)]
    differing = [
        path
        for path in paths
        if before.get(path) != after.get(path) or missing(path, before, after)
    ]
    short = [path for path in differing if brief(before.get(path)) and brief(after.get(path))]
    column = min(KEY_MOST, max((cell_len(path) for path in short), default=0) + 2)
    made: list[Line] = [
        (("- ", "removed"), (one_line(names[0]), "heading")),
        (("+ ", "added"), (one_line(names[1]), "heading")),
        ((told(len(differing), len(paths) - len(differing)), "muted"),),
        (),
    ]
    for path in short:
        made += became(path, before, after, column, width)
    for path in differing:
        if path not in short:
            yield
            made += [(), ((one_line(path), "accent"),)]
            made += diff(text(before.get(path)), text(after.get(path)), width)
    return made


def missing(path: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether only one of the records has it."""
    return (path in before) != (path in after)


def leaves(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Every value that is no container, by its path without runs."""
    return {
        ".".join(step for step in path.split(".") if not step.startswith("#")): value
        for path, value in walked(raw)
        if isinstance(value, str | int | float | bool | None) or not value
    }


def told(differing: int, alike: int) -> str:
    """How much differs, and how much does not."""
    same = f"{exact(alike)} field{'s' * (alike != 1)} the same"
    return f"{exact(differing)} differ, {same}" if differing else f"nothing differs: {same}"


def brief(value: Any) -> bool:
    """Whether a value stands on one line."""
    return not isinstance(value, str) or (len(value) <= BRIEF and "\n" not in value)


def text(value: Any) -> str:
    """A value as text; nothing for what is not there."""
    return "" if value is None else value if isinstance(value, str) else written(value)


def became(
    path: str, before: Mapping[str, Any], after: Mapping[str, Any], column: int, width: int
) -> Iterator[Line]:
    """`path  old → new` on one line, or on two where that is too long."""
    old = written(before[path]) if path in before else "absent"
    new = written(after[path]) if path in after else "absent"
    name = (fitted(one_line(path), column), "key")
    if column + cell_len(old) + cell_len(new) + 3 <= width:
        yield (name, (old, "removed"), (" → ", "muted"), (new, "added"))
    else:
        yield (name, ("- ", "removed"), (old, "removed"))
        yield ((" " * column, "key"), ("+ ", "added"), (new, "added"))


def diff(before: str, after: str, width: int) -> Iterator[Line]:
    """Two texts line by line, the words that differ marked."""
    old, new = before.split("\n"), after.split("\n")
    if len(old) + len(new) > LARGEST:
        sizes = f"{size(len(before.encode()))} became {size(len(after.encode()))}"
        yield ((f"too long to compare: {sizes}", "warning"),)
        return
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for group in matcher.get_grouped_opcodes(AROUND):
        first = group[0]
        yield ((f"@@ line {first[1] + 1} → line {first[3] + 1}", "muted"),)
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                for line in old[i1:i2]:
                    yield from signed("  ", "muted", [(line, "muted")], width)
            else:
                yield from replaced(old[i1:i2], new[j1:j2], width)


def replaced(old: Sequence[str], new: Sequence[str], width: int) -> Iterator[Line]:
    """Lines that went and lines that came; pairs of them with their words compared."""
    pairs = [words(a, b) for a, b in zip(old, new, strict=False)]
    for number, line in enumerate(old):
        pieces = pairs[number][0] if number < len(pairs) else [(line, "removed")]
        yield from signed("- ", "removed", pieces, width)
    for number, line in enumerate(new):
        pieces = pairs[number][1] if number < len(pairs) else [(line, "added")]
        yield from signed("+ ", "added", pieces, width)


def words(old: str, new: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Two lines in pieces: what both have, and what only one has."""
    before, after = WORD.findall(old), WORD.findall(new)
    went: list[tuple[str, str]] = []
    came: list[tuple[str, str]] = []
    for same, i1, i2, j1, j2 in stretches(before, after):
        mark = "" if same else "-word"
        went.append(("".join(before[i1:i2]), f"removed{mark}"))
        came.append(("".join(after[j1:j2]), f"added{mark}"))
    return [each for each in went if each[0]], [each for each in came if each[0]]


def stretches(
    before: Sequence[str], after: Sequence[str]
) -> Iterator[tuple[bool, int, int, int, int]]:
    """Where two lists of words are the same and where not, as slices of both.

    What differs between a common beginning and end is compared word by word unless it is long.
    """
    least = min(len(before), len(after))
    begin = next((at for at in range(least) if before[at] != after[at]), least)
    rest = least - begin
    end = next((at for at in range(rest) if before[-1 - at] != after[-1 - at]), rest)
    one, two = before[begin : len(before) - end], after[begin : len(after) - end]
    yield True, 0, begin, 0, begin
    if len(one) * len(two) > MOST_WORDS:
        yield False, begin, begin + len(one), begin, begin + len(two)
    else:
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
            yield tag == "equal", begin + i1, begin + i2, begin + j1, begin + j2
    yield True, begin + len(one), len(before), begin + len(two), len(after)


def signed(sign: str, role: str, pieces: Sequence[tuple[str, str]], width: int) -> Iterator[Line]:
    """A line behind its sign, broken to the width."""
    lines = list(wrapped("".join(text for text, _ in pieces), max(8, width - len(sign))))
    if len(lines) == 1:
        yield ((sign, role), *pieces)
        return
    letters = iter([(letter, part) for text, part in pieces for letter in text])
    for number, line in enumerate(lines):
        head = sign if number == 0 else " " * len(sign)
        yield ((head, role), *joined(line, letters))


def joined(line: str, letters: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """A broken line's letters with their roles; blanks where it broke are passed over."""
    held, role = "", ""
    for letter in line:
        found = next((each for each in letters if each[0] == letter), (letter, role))
        if held and found[1] != role:
            yield held, role
            held = ""
        held, role = held + letter, found[1]
    if held:
        yield held, role
