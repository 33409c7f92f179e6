"""The keys that the program and its frame give to every screen; each is remapped by its id."""

from textual.binding import Binding

from spandeck.ui.tabs import TABS

EVERYWHERE = [
    *(
        Binding(
            str(number),
            f"tab({tab.name!r})",
            tab.title,
            id=f"app.{tab.name}",
            show=False,
            tooltip=f"Go to {tab.title}",
        )
        for number, tab in enumerate(TABS, start=1)
    ),
    Binding("t", "range", "Range", id="app.range", show=False, tooltip="How far back to look"),
    Binding("u", "zone", "Zone", id="app.zone", show=False, tooltip="Times in UTC or local"),
    Binding("T", "themes", "Theme", id="app.theme", show=False, tooltip="Change the colours"),
    Binding(
        "M",
        "mouse",
        "Mouse",
        id="app.mouse",
        show=False,
        tooltip="The mouse for us, or for the terminal to select with",
    ),
    Binding(
        "ctrl+q",
        "quit",
        "Quit",
        id="app.quit",
        show=False,
        priority=True,
        tooltip="Leave at once",
    ),
]
FRAME = [
    Binding("escape", "back", "Back", id="screen.back", tooltip="Close, clear or go back"),
    Binding("y", "copy", "Copy…", id="screen.copy", tooltip="Copy what is selected"),
    Binding("x", "export", "Export…", id="screen.export", tooltip="Write the rows to a file"),
    Binding("o", "link", "Link", id="screen.link", tooltip="Show and copy the web address"),
    Binding(
        "L",
        "lock",
        "Lock time",
        id="screen.lock",
        show=False,
        tooltip="Every pane stands at this moment, or each at its own",
    ),
    Binding(
        "q", "close", "Close", id="screen.close", show=False, tooltip="Back; at the root, quit"
    ),
    Binding("tab", "pane(1)", "Next pane", id="screen.pane", show=False, tooltip="The next pane"),
    Binding(
        "shift+tab",
        "pane(-1)",
        "Pane before",
        id="screen.pane_before",
        show=False,
        tooltip="The pane before",
    ),
    Binding(
        ":",
        "command",
        "Command",
        id="screen.command",
        show=False,
        priority=True,  # before the keys typed after it are handed to anyone
        tooltip="Type a command",
    ),
    Binding(
        "?,f1", "keys", "Keys", id="screen.keys", show=False, tooltip="The keys that work here"
    ),
    Binding(
        "ctrl+p", "palette", "Palette", id="screen.palette", show=False, tooltip="All commands"
    ),
]
FORM = [
    # All three before the keys typed after them are handed to anyone: a fast typist must not
    # write into the field before.
    Binding(
        "tab",
        "pane(1)",
        "Next field",
        id="form.next",
        show=False,
        priority=True,
        tooltip="The next field",
    ),
    Binding(
        "shift+tab",
        "pane(-1)",
        "Field before",
        id="form.before",
        show=False,
        priority=True,
        tooltip="The field before",
    ),
    Binding(
        "enter",
        "onward",
        "Next field",
        id="form.onward",
        show=False,
        priority=True,
        tooltip="Done with this line: the next field",
    ),
]
"""The keys between the fields of a form."""
