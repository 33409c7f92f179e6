"""The program on screen: a mode per tab, themes, the keymap. It holds no data."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.binding import BindingType

from spandeck.model.errors import SourceError
from spandeck.model.source import Sources
from spandeck.ui import asking, charset, guard, theme
from spandeck.ui.bell import Bell, sender
from spandeck.ui.bindings import EVERYWHERE
from spandeck.ui.comparing import Comparing
from spandeck.ui.doctor import findings
from spandeck.ui.keys import complaints, declared
from spandeck.ui.notice import tell
from spandeck.ui.profile import Profile
from spandeck.ui.ranges import typed
from spandeck.ui.screens.first import first, loaded
from spandeck.ui.screens.frame import FrameScreen
from spandeck.ui.screens.report import Report
from spandeck.ui.signals import leave_on_signals
from spandeck.ui.tabs import TABS, Tab
from spandeck.ui.tour import STEPS
from spandeck.ui.triage import Triage
from spandeck.ui.zone import local_zone


class Spandeck(Comparing[None]):
    """`run()` it; afterwards `return_code` is the exit code."""

    TITLE = "spandeck"
    ENABLE_COMMAND_PALETTE = False  # ctrl+p is ours: the same commands as `:`, without a spinner
    BINDINGS: ClassVar[list[BindingType]] = [*EVERYWHERE]

    def __init__(
        self,
        profile: Profile,
        open_sources: Callable[[], Awaitable[Sources]],
        *,
        themes: Path | None = None,
        environ: Mapping[str, str] = os.environ,
        landing: str = "",
    ) -> None:
        """`open_sources` is awaited after the first frame; `themes` is the person's own folder.

        What `landing` names is gone to at once.
        """
        guard.stand()
        wardrobe = theme.dressed(profile.theme, themes, environ)
        super().__init__(ansi_color=wardrobe.first.ansi or None)
        self.profile, self.open_sources, self.environ = profile, open_sources, environ
        self.complaints, self.tour = wardrobe.complaints, STEPS if profile.demo else ()
        self.landing = landing
        self.wanted: str | None = None  # the profile to go on with; whoever ran us starts it
        theme.put_on(self, wardrobe)
        self.set_class(charset.plain(environ), charset.PLAIN)
        self.animation_level = "none"
        for tab in TABS:
            self.add_mode(tab.name, partial(self.screen_of, tab))

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own colours, for themes that do not name them."""
        return dict(theme.VARIABLES)

    def screen_of(self, tab: Tab) -> FrameScreen:
        """The first screen of a tab's mode."""
        return self.bound(first(tab, self.profile))

    async def on_mount(self) -> None:
        """End when told to; the sources open behind the first frame of the first tab."""
        if not self.is_headless:
            leave_on_signals(lambda code: self.exit(return_code=code))
        # DEFAULT_MODE fails on eager loops (Python 3.12): its inputs ask for a screen too early.
        await self.switch_mode(TABS[0].name)
        self.call_after_refresh(self.open)

    def on_ready(self) -> None:
        """Obey the keymap."""
        self.set_keymap(self.profile.keys)

    @work(exclusive=True, group="open")
    async def open(self) -> None:
        """Say what is wrong with the configuration and open the sources; the screens follow."""
        await loaded()
        wrong = complaints(self.profile.keys, declared(), (Spandeck, FrameScreen))
        for sentence in (*self.complaints, *wrong):
            tell(self, sentence, "warning")
        try:
            self.sources = await self.open_sources()
        except SourceError as error:
            tell(self, str(error), "error")
            return
        for notice in self.sources.notices:
            tell(self, notice, "warning")
        if self.landing:
            self.land()
        self.triage = await Triage.open(self.sources, self.profile.triage, self.profile.clock)
        for notice in self.triage.board.notices:
            tell(self, notice, "warning")
        if self.sources.feeds:
            self.follow(self.triage)

    @work(exclusive=True, group="tail")
    async def follow(self, triage: Triage) -> None:
        """Take what goes wrong as it comes, until the program ends; ring for what is new."""
        bell = Bell(triage.board, self.profile, sender(self, self.environ))
        if self.profile.notify != "none":
            self.set_interval(1.0, bell.ring)
        await triage.run(bell.heard)

    async def on_unmount(self) -> None:
        """What was seen of groups is kept."""
        if self.triage is not None:
            await asyncio.to_thread(self.triage.board.close)

    def action_tab(self, name: str) -> None:
        """Go to a tab, in the app's own turn: its first screen binds to the app's data."""
        self.call_next(self.switch_mode, name)

    def action_zone(self) -> None:
        """UTC or local."""
        self.zone = local_zone() if self.zone is UTC else UTC

    def action_since(self, seconds: float | None) -> None:
        """Look this far back."""
        self.range_s = seconds

    def action_lock(self, at_ns: int | None) -> None:
        """The time cursor is locked at this moment, or free."""
        self.locked = at_ns

    def action_range(self) -> None:
        """Choose how far back to look."""
        self.push_screen(asking.how_far_back(), self.look_back)

    async def look_back(self, chosen: str | None) -> None:
        """Do as was chosen; another range is typed."""
        if chosen == asking.OTHER:
            await self.run_action("screen.command('since ')")
        elif chosen is not None:
            self.range_s = typed(chosen)

    def action_themes(self) -> None:
        """Choose a theme."""
        self.push_screen(asking.which_theme(self.available_themes, self.theme), self.action_theme)

    def action_theme(self, name: str | None) -> None:
        """Change the colours."""
        self.theme = name or self.theme

    def action_profile(self, name: str | None) -> None:
        """Leave this profile for another."""
        if name not in (None, self.profile.name):
            self.wanted = name
            self.exit()

    def action_profiles(self) -> None:
        """Choose the profile to go on with."""
        self.push_screen(asking.which_profile(self.profile), self.action_profile)

    def action_setup(self) -> None:
        """Find keys, test them, write a profile; in the app's own turn, as its tabs are opened."""
        self.call_next(self.set_up)

    def set_up(self) -> None:
        """Show the screen, where there is one; it is imported when somebody looks at it."""
        if self.profile.setup is not None:
            from spandeck.ui.screens.setup import SetupScreen

            screen = SetupScreen(self.profile, self.profile.setup)
            self.push_screen(self.bound(screen))

    def action_doctor(self) -> None:
        """Say what this terminal can do."""
        self.push_screen(Report("Doctor", tuple(findings(self, self.profile, self.environ))))

    def action_ask_quit(self) -> None:
        """Quit, if that was meant."""
        self.push_screen(asking.really_quit(), lambda leaving: self.exit() if leaving else None)

    def action_help_quit(self) -> None:
        """ctrl+c ends nothing by accident."""
        tell(self, "ctrl+q quits.")
