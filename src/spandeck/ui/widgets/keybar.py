"""The bottom line: the keys that work now, nearest first, cut between keys and never inside one."""

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

Key = tuple[str, str]
"""The key as it is shown, and what it does."""

ALWAYS: tuple[Key, ...] = (("?", "keys"), (":", "command"))
OF_FRAME = ("screen.", "triage.")
"""How the ids of keys begin that are on every screen."""
GAP = 2


def shown(keys: Iterable[Key], width: int, always: Sequence[Key] = ALWAYS) -> list[Key]:
    """As many keys as fit before those that are always shown at the end."""
    room = width - sum(length(key) for key in always)
    kept: list[Key] = []
    for key in keys:
        if length(key) > room:
            break
        room -= length(key)
        kept.append(key)
    return [*kept, *always]


def length(key: Key) -> int:
    """The cells one key takes, with the gap before the next."""
    return len(key[0]) + 1 + len(key[1]) + GAP


class KeyBar(Widget):
    """Paints the screen's active bindings; those that are not shown or not enabled are left out."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "KeyBar { height: 1; padding: 0 1; background: $panel; }"

    def on_mount(self) -> None:
        """Follow every change of what works."""
        self.screen.bindings_updated_signal.subscribe(self, self.renew)

    def renew(self, screen: Screen[object]) -> None:
        """Paint again, because other keys work now."""
        self.refresh()

    def keys(self) -> list[Key]:
        """The keys that work now: of the focused widget and its view, then the frame's own."""
        found: dict[str, Key] = {}
        common: dict[str, Key] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.show and active.enabled and binding.description:
                key = self.app.get_key_display(binding), binding.description.lower()
                of_frame = (binding.id or "").startswith(OF_FRAME)
                (common if of_frame else found).setdefault(binding.action, key)
        return [*found.values(), *common.values()]

    def render(self) -> Content:
        """The line at the current width."""
        keys = shown(self.keys(), self.content_size.width)
        parts = (((key, "bold $accent"), (f" {does}  ", "$muted")) for key, does in keys)
        return Content.assemble(*(each for pair in parts for each in pair))
