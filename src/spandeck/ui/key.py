"""A key as people meet it: what it does in a word and in a sentence, and an id to remap it by."""

from textual.binding import Binding


def key(
    keys: str,
    action: str,
    name: str,
    verb: str,
    about: str,
    *,
    show: bool = False,
    priority: bool = False,
) -> Binding:
    """A binding; `verb` is its id, such as `rows.open`, and stays the same for ever.

    `priority` is for what opens a line: it acts before the keys typed after it are handed on.
    """
    return Binding(keys, action, name, id=verb, show=show, priority=priority, tooltip=about)
