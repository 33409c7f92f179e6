"""What a half-typed filter could become; pure, so that the line that shows it stays small."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from spandeck.model.query import Filter
from spandeck.model.trace import ERROR

TYPING = re.compile(r'(?:^|\s)([\w.]*)(?:(>=|<=|=|>|<)("[^"]*|\S*))?$')


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to go on."""

    line: str
    """The whole line, if this is taken."""
    shown: str
    about: str
    """What it means, and where it is answered."""


def offers(line: str, filters: Sequence[Filter]) -> tuple[Offer, ...]:
    """Names while a name is typed, then the choices of that name."""
    typed = TYPING.search(line)
    if typed is None:
        return ()
    name, operator, text = typed.groups()
    if operator is None:
        start = line[: typed.start(1)]
        return tuple(
            Offer(f"{start}{each.name}{each.operators[0]}", named(each), about(each))
            for each in filters
            if each.name.startswith(name)
        )
    start = line[: typed.start(3)]
    return tuple(
        Offer(f"{start}{way}", way.strip(), about(each))
        for each in filters
        if name == each.name or name in each.aliases
        for way in ways(each, text)
    )


def ways(known: Filter, text: str) -> Sequence[str]:
    """What a half-typed value could become."""
    if known.hints is not None:
        return known.hints(text)
    return [f"{each} " for each in choices(known) if each.startswith(text) and each != text]


def completed(line: str, filters: Sequence[Filter]) -> str:
    """The line completed as far as it is certain; a single way on is taken wholly."""
    found = [each.line for each in offers(line, filters)]
    if not found:
        return line
    same = next(
        (n for n, letters in enumerate(zip(*found, strict=False)) if len(set(letters)) > 1),
        min(map(len, found)),
    )
    return max(found[0][:same], line, key=len)


def described(line: str, filters: Sequence[Filter]) -> str:
    """What the filter being typed means; empty while no name is complete."""
    typed = TYPING.search(line)
    name = typed[1] if typed else ""
    found = (each for each in filters if name == each.name or name in each.aliases)
    return next((f"{each.name}: {about(each)}" for each in found), "")


def example(filters: Sequence[Filter]) -> str:
    """What could be typed: those whose values are known, or else the first."""
    telling = [each for each in filters if each.choices or each.kind == "duration"][:2]
    return " ".join(map(instance, telling or filters[:1]))


def instance(known: Filter) -> str:
    """One condition of a filter."""
    known_values = ("5s",) if known.kind == "duration" else known.choices
    value = ERROR if ERROR in known_values else next(iter(known_values), "…")
    return f"{known.name}{known.operators[0]}{value}"


def choices(known: Filter) -> tuple[str, ...]:
    """What a filter can be set to, where that is known."""
    return known.choices or (("true", "false") if known.kind == "bool" else ())


def named(known: Filter) -> str:
    """The name with its operators, as they are typed."""
    return known.name + "|".join(known.operators)


def about(known: Filter) -> str:
    """What it means, and who answers it."""
    where = "" if known.at_vendor else " (here, on the rows that were read)"
    return known.about + where
