"""The program on screen: a mode per tab, themes, the keymap. It holds no data."""

import os
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, tzinfo
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.reactive import reactive
from textual.screen import Screen

from spandeck.model.errors import SourceError
from spandeck.model.source import Sources
from spandeck.ui.guard import Guarded, stand
from spandeck.ui.keys import complaints, declared
from spandeck.ui.notice import tell
from spandeck.ui.profile import Profile
from spandeck.ui.ranges import DEFAULT_S, OFFERED, spoken, typed
from spandeck.ui.screens.chooser import Choice, Chooser
from spandeck.ui.screens.deck import DeckScreen
from spandeck.ui.screens.frame import FrameScreen
from spandeck.ui.screens.limits import LimitsScreen
from spandeck.ui.screens.vendor import VendorScreen
from spandeck.ui.signals import leave_on_signals
from spandeck.ui.tabs import TABS, Tab
from spandeck.ui.theme import VARIABLES, chosen, load, themes_directory
from spandeck.ui.zone import local_zone

SCREENS = {"deck": DeckScreen, "limits": LimitsScreen}


class Spandeck(Guarded[None]):
    """`run()` it; afterwards `return_code` is the exit code."""

    TITLE = "spandeck"
    ENABLE_COMMAND_PALETTE = False  # ctrl+p is ours: the same commands as `:`, without a spinner
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(
                str(number),
                f"tab({tab.name!r})",
                tab.title,
                id=f"app.{tab.name}",
                show=False,
                tooltip=f"The {tab.title} tab",
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
            tooltip="Mouse for us or for the terminal",
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
    CSS = "Screen { background: $background; color: $foreground; }"

    zone: reactive[tzinfo] = reactive[tzinfo](UTC)
    range_s: reactive[float | None] = reactive[float | None](DEFAULT_S)
    sources: reactive[Sources | None] = reactive[Sources | None](None)

    def __init__(
        self,
        profile: Profile,
        open_sources: Callable[[], Awaitable[Sources]],
        *,
        themes: Path | None = None,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        """`open_sources` is awaited after the first frame; `themes` is the person's own folder."""
        stand()
        found, wrong = load([themes_directory(), *([themes] if themes else [])])
        theme = chosen(profile.theme, found, no_color="NO_COLOR" in environ)
        super().__init__(ansi_color=theme.ansi)
        self.profile = profile
        self.open_sources = open_sources
        self.early = wrong
        self.themes = tuple(found)
        for each in found.values():
            self.register_theme(each)
        self.theme = theme.name
        self.animation_level = "none"
        for tab in TABS:
            self.add_mode(tab.name, partial(self.screen_of, tab))

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own colours, for themes that do not name them."""
        return dict(VARIABLES)

    def screen_of(self, tab: Tab) -> Screen[None]:
        """The first screen of a tab's mode."""
        kind = SCREENS.get(tab.name)
        screen = VendorScreen(tab, self.profile) if kind is None else kind(self.profile)
        return screen.data_bind(Spandeck.zone, Spandeck.range_s, Spandeck.sources)

    async def on_mount(self) -> None:
        """Show the Deck; the sources open behind its first frame."""
        await self.switch_mode("deck")
        self.call_after_refresh(self.open)

    def on_ready(self) -> None:
        """End as people and machines expect, and say what is wrong with the configuration."""
        if not self.is_headless:
            leave_on_signals(self.leave)
        self.set_keymap(self.profile.keys)
        for sentence in (*self.early, *self.misread()):
            tell(self, sentence, "warning")

    def misread(self) -> list[str]:
        """What is wrong with the profile's keys."""
        return complaints(self.profile.keys, declared(), (Spandeck, FrameScreen))

    @work(exclusive=True, group="open")
    async def open(self) -> None:
        """Open the sources; the screens follow by themselves."""
        try:
            sources = await self.open_sources()
        except SourceError as error:
            tell(self, str(error), "error")
            return
        self.sources = sources
        for notice in sources.notices:
            tell(self, notice, "warning")

    def leave(self, code: int) -> None:
        """End with this exit code."""
        self.exit(return_code=code)

    def action_tab(self, name: str) -> None:
        """Go to a tab, in the app's own turn: its first screen binds to the app's data."""
        self.call_next(self.switch_mode, name)

    def action_zone(self) -> None:
        """UTC or local."""
        self.zone = local_zone() if self.zone is UTC else UTC

    def action_range(self) -> None:
        """Choose how far back to look."""

        async def look(text: str | None) -> None:
            if text == "custom":
                await self.run_action("screen.command('since ')", self.screen)
            elif text is not None:
                self.range_s = typed(text)

        choices = [Choice(name, spoken(seconds)) for name, seconds in OFFERED]
        choices += [Choice("all", spoken(None)), Choice("custom", "other…", ":since 36h")]
        self.push_screen(Chooser("Look back", choices), look)

    def action_since(self, seconds: float | None) -> None:
        """Look this far back."""
        self.range_s = seconds

    def action_themes(self) -> None:
        """Choose a theme."""
        ours = [Choice(name, name) for name in self.themes]
        self.push_screen(Chooser("Theme", ours), self.action_theme)

    def action_theme(self, name: str | None) -> None:
        """Change the colours."""
        if name in self.available_themes:
            self.theme = name
        elif name is not None:
            tell(self, f"There is no theme “{name}”. There are {', '.join(self.themes)}.")

    def action_ask_quit(self) -> None:
        """Quit, if that was meant."""

        def quit_or_stay(leaving: bool | None) -> None:
            if leaving:
                self.exit()

        choices = [Choice(True, "quit", "q", "q"), Choice(False, "stay", "esc")]
        self.push_screen(Chooser("Leave spandeck?", choices), quit_or_stay)

    def action_help_quit(self) -> None:
        """ctrl+c ends nothing by accident."""
        tell(self, "ctrl+q quits.")
