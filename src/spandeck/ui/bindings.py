"""The keys that work on every screen; each is remapped by its id."""

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
