"""Commands as values: what `:` and the palette offer, how a typed line is read and completed."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

AMBIGUOUS = 200
"""Cells that the names may take which a typed line could mean."""


class UnknownCommand(LookupError):
    """A typed line that names no command; `str()` is a sentence."""


@dataclass(frozen=True, slots=True)
class Command:
    """Something that can be asked for by name."""

    name: str
    """What is typed after `:`, one word."""
    about: str
    """What it does, as the palette shows it."""
    run: Callable[[str], Awaitable[object] | None]
    """Does it, given the rest of the line."""
    argument: str = ""
    """An example of the rest of the line, such as `2h`; empty when it takes none."""
    choices: tuple[str, ...] = ()
    """What the argument is completed to."""


def read(line: str, commands: Sequence[Command]) -> tuple[Command, str]:
    """The command of a typed line and its argument; a unique beginning of a name is enough."""
    name, _, argument = line.strip().partition(" ")
    exact = [each for each in commands if each.name == name]
    begun = exact or [each for each in commands if name and each.name.startswith(name)]
    names = {each.name for each in begun}
    if len(names) == 1:
        return begun[0], argument.strip()
    if names:
        shown = fitting(sorted(names), AMBIGUOUS, ", ")
        raise UnknownCommand(f"“{name}” could be {shown}.")
    raise UnknownCommand(f"There is no command “{name}”. ctrl+p lists them all.")


def matches(line: str, commands: Sequence[Command]) -> tuple[str, ...]:
    """Every line that the typed one could become."""
    name, space, argument = line.lstrip().partition(" ")
    if not space:
        return tuple(dict.fromkeys(each.name for each in commands if each.name.startswith(name)))
    for each in commands:
        if each.name == name:
            fits = (choice for choice in each.choices if choice.startswith(argument.lstrip()))
            return tuple(f"{name} {choice}" for choice in fits)
    return ()


def containing(line: str, commands: Sequence[Command]) -> tuple[str, ...]:
    """Every name that holds the typed word, wherever."""
    word = line.strip().partition(" ")[0]
    return tuple(dict.fromkeys(each.name for each in commands if word and word in each.name))


def fitting(names: Sequence[str], room: int, gap: str = "  ") -> str:
    """As many names as have room in so many cells, and how many more there are."""
    left, shown = room, 0
    for name in names:
        left -= len(name) + len(gap)
        if left < 0:
            break
        shown += 1
    rest = len(names) - shown
    more = [f"… {rest} more; ctrl+p lists them all"] if rest else []
    return gap.join([*names[:shown], *more])


def completed(line: str, commands: Sequence[Command]) -> str:
    """The line completed as far as it is certain; a single match is completed wholly."""
    found = matches(line, commands)
    if not found:
        return line
    if len(found) == 1:
        takes = any(each.name == found[0] and each.argument for each in commands)
        return f"{found[0]} " if takes else found[0]
    first, last = min(found), max(found)
    same = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), None)
    return max(first[:same], line, key=len)
