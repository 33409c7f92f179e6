"""The last guard between a string and the terminal, and between a failure and the screen.

The only module that leans on Textual's internals: `Strip.render`, through which every cell goes,
`App._handle_exception`, which would print local variables, and the driver: its hold on the mouse,
and its line to the terminal.
`tests/ui/test_guard.py` holds them in place.
"""

import re
from typing import TypeVar

from rich.console import Console
from rich.segment import Segment
from rich.text import Text
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.strip import Strip

from spandeck.model.safe import TAGS, UNSAFE
from spandeck.ui import crash
from spandeck.ui.notice import tell
from spandeck.ui.profile import Profile

R = TypeVar("R")

BREAKS = re.compile(UNSAFE.pattern.replace("[", "[\t\n", 1))
"""What no cell may hold besides `TAGS`: a terminal would obey it, or it hides from the reader."""

unguarded = Strip.render


class Dropped:
    """How many characters were dropped; anything but 0 is a bug above this guard."""

    count = 0


dropped = Dropped()


def render(self: Strip, console: Console) -> str:
    """`Strip.render`, without any character that a terminal could obey.

    Our own escape sequences are made from styles and are not in the text of a segment.
    """
    if self._render_cache is None:
        for text, style, _control in self._segments:
            if not (text.isascii() and text.isprintable()) and unsafe(text):
                return unguarded(cleaned(self), console)
            if style is not None and style.link and unsafe(style.link):
                return unguarded(cleaned(self), console)
    return unguarded(self, console)


def unsafe(text: str) -> bool:
    """Whether a terminal could obey something in it, or a reader be deceived."""
    return BREAKS.search(text) is not None or TAGS.search(text) is not None


def cleaned(strip: Strip) -> Strip:
    """The same strip without unsafe characters and without links that hold any."""
    kept = []
    for text, style, control in strip._segments:
        clean, missing = BREAKS.subn("", text)
        clean, tags = TAGS.subn("", clean)
        missing += tags
        linked = style
        if style is not None and style.link and unsafe(style.link):
            linked = style.update_link(None)
            missing += 1
        dropped.count += missing
        kept.append(Segment(clean, linked, control))
    return Strip(kept)


def stand() -> None:
    """Put the guard in its place; once is enough."""
    Strip.render = render  # type: ignore[method-assign]  # that is the guard


class Guarded(App[R]):
    """An app whose failures become private reports instead of a screen full of locals."""

    profile: Profile

    def _handle_exception(self, error: Exception) -> None:
        self._return_code = 1
        if self._exception is not None:
            return  # the first failure is the cause; what follows is the fall
        self._exception = error
        self._exception_event.set()
        self.panic(Text(crash.report(error, self.profile.crashes)))

    def action_mouse(self) -> None:
        """The mouse for us, or for the terminal's own selection."""
        ours = take_mouse(self, not mouse_is_ours(self))
        tell(
            self, "The mouse is ours again." if ours else "Select with the mouse; M takes it back."
        )


def mouse_is_ours(app: App[R]) -> bool:
    """Whether the terminal sends us what the mouse does."""
    return bool(getattr(app._driver, "_mouse", False))


def take_mouse(app: App[R], ours: bool) -> bool:
    """Ask the terminal for the mouse, or leave it its own selection; whether it is ours now."""
    driver = app._driver
    if isinstance(driver, LinuxDriver):
        if ours:
            driver._mouse = True
            driver._enable_mouse_support()
        else:
            driver._disable_mouse_support()
            driver._mouse = False
    return mouse_is_ours(app)


def send(app: App[R], sequence: str) -> None:
    """Write a control sequence between two frames, as copying does; nothing without a terminal."""
    if app._driver is not None and not app.is_headless:
        app._driver.write(sequence)
