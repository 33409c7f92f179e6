"""Keys as people remap them: which work on a screen, and what is wrong with a keymap."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from textual.binding import ActiveBinding, Binding
from textual.dom import DOMNode
from textual.screen import Screen

R = TypeVar("R")

FORBIDDEN = ("alt+", "ctrl+a", "ctrl+b", "ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+s", "ctrl+z")
"""Taken by terminals, multiplexers and shells, or not told apart from enter, tab and backspace."""


def bound(screen: Screen[R]) -> Iterator[tuple[str, ActiveBinding]]:
    """The bindings that work now, once each, with all their keys as they are shown."""
    actions: dict[tuple[int, str], list[ActiveBinding]] = {}
    for active in screen.active_bindings.values():
        if active.enabled and active.binding.description and active.binding.id:
            actions.setdefault((id(active.node), active.binding.action), []).append(active)
    for group in actions.values():
        keys = dict.fromkeys(screen.app.get_key_display(each.binding) for each in group)
        yield " ".join(keys), group[0]


def declared(root: type[DOMNode] = DOMNode) -> Iterator[type[DOMNode]]:
    """Every class of ours below this one that declares bindings of its own."""
    for kind in root.__subclasses__():
        if kind.__module__.startswith("spandeck.") and kind.__dict__.get("BINDINGS"):
            yield kind
        yield from declared(kind)


def complaints(
    keymap: Mapping[str, str], owners: Iterable[type[DOMNode]], everywhere: Iterable[type[DOMNode]]
) -> list[str]:
    """One sentence for each unknown id, key that is taken or key that is not to be used.

    The bindings of `everywhere` work on each screen, so they clash with all others.
    """
    groups = {kind: bindings(kind) for kind in dict.fromkeys((*everywhere, *owners))}
    known = {each.id for group in groups.values() for each in group}
    said = [f"keys: there is no binding “{name}”." for name in keymap if name not in known]
    for name, keys in keymap.items():
        said += [
            f"keys: “{key.strip()}” ({name}) does not reach us in some terminals."
            for key in keys.split(",")
            if key.strip().lower().startswith(FORBIDDEN)
        ]
    common = [each for kind in everywhere for each in groups[kind]]
    for group in groups.values():
        said += clashes(keymap, [*common, *group])
    return list(dict.fromkeys(said))


def bindings(kind: type[DOMNode]) -> list[Binding]:
    """The bindings that a class itself declares, one for each key."""
    return [each for each in Binding.make_bindings(kind.__dict__["BINDINGS"]) if each.id]


def clashes(keymap: Mapping[str, str], group: Iterable[Binding]) -> Iterator[str]:
    """Keys that the keymap gives to a second binding."""
    holders: dict[str, str] = {}
    for each in group:
        name = each.id or ""
        for key in keymap[name].split(",") if name in keymap else (each.key,):
            spelled = next(iter(Binding.make_bindings([(key.strip(), name)]))).key
            other = holders.setdefault(spelled, name)
            if other != name and (name in keymap or other in keymap):
                yield f"keys: {other} and {name} are both on “{key.strip()}”; only one will work."
