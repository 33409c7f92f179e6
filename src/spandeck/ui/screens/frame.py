"""The frame around everything: header, crumbs, body, status, keys, the `:` line and the palette.

It knows nothing of vendors; what is selected on a screen is its subclass's to say.
"""

from collections.abc import Callable, Sequence
from inspect import isawaitable
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import ActiveBinding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.reactive import var
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, TextArea

from spandeck.model.query import BadQuery
from spandeck.model.source import Outcome, Sources
from spandeck.paint.budget import short
from spandeck.ui import comparison, program, suspicion, triagekeys
from spandeck.ui.bindings import FRAME
from spandeck.ui.commands import Command, UnknownCommand, read
from spandeck.ui.comparison import ComparisonScreen
from spandeck.ui.keys import bound
from spandeck.ui.profile import Profile
from spandeck.ui.screens.chooser import Choice, Chooser
from spandeck.ui.tones import told
from spandeck.ui.tour import Step, hint
from spandeck.ui.widgets.commandline import CommandLine, folded
from spandeck.ui.widgets.header import Header
from spandeck.ui.widgets.keybar import KeyBar
from spandeck.ui.widgets.line import Line
from spandeck.ui.widgets.small import TooSmall, too_small


class FrameScreen(ComparisonScreen, inherit_bindings=False):
    """Subclasses fill `body()` and set `crumbs` and `status`.

    A form is dismissed with what came of its action, every other screen with nothing.
    """

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        *comparison.KEYS,
        *suspicion.KEYS,
        *triagekeys.KEYS,
        *FRAME,
    ]
    DEFAULT_CSS = """
    FrameScreen { layout: vertical; layers: below above; }
    FrameScreen > .body { height: 1fr; }
    FrameScreen > .hint { display: none; }
    FrameScreen.-guided > .hint { display: block; }
    FrameScreen > .crumbs { background: $surface; }
    FrameScreen > .status { background: $surface; color: $muted; }
    FrameScreen.-small > * { display: none; }
    FrameScreen.-small > TooSmall { display: block; }
    """

    range_s: var[float | None] = var[float | None](None)
    """How far back lists look, in seconds; None for all."""
    sources: var[Sources | None] = var[Sources | None](None)
    """What the profile is connected to; None until they are open."""
    tour: var[tuple[Step, ...]] = var[tuple[Step, ...]](())
    """The keys a newcomer has not tried yet."""
    crumbs: var[Content] = var(Content(""), always_update=True)
    """Where one is: the second line."""
    status: var[Content] = var(Content(""), always_update=True)
    """The left of the status line."""
    budgets: var[Content] = var(Content(""), always_update=True)
    """The right of the status line."""

    def __init__(self, profile: Profile) -> None:
        """`profile` is painted in the header."""
        super().__init__(profile)
        self.pulse: Timer | None = None
        self.focus_before: Widget | None = None

    def compose(self) -> ComposeResult:
        """The frame's rows around the body."""
        yield Header(self.profile).data_bind(FrameScreen.zone, FrameScreen.range_s, FrameScreen.tab)
        yield Line(classes="crumbs").data_bind(left=FrameScreen.crumbs)
        with Container(classes="body"):
            yield from self.body()
        yield Line(classes="hint")
        yield Line(classes="status").data_bind(left=FrameScreen.status, right=FrameScreen.budgets)
        yield KeyBar()
        yield CommandLine()
        yield TooSmall()

    def body(self) -> ComposeResult:
        """What the screen is for."""
        yield from ()

    def commands(self) -> Sequence[Command]:
        """The screen's own commands, before the program's."""
        return ()

    def on_mount(self) -> None:
        """Know the tab; begin the pulse, which stands still while the screen is hidden."""
        self.tab = self.app.current_mode
        self.pulse = self.set_interval(1.0, self.beat)
        self.beat()

    def on_resize(self, event: events.Resize) -> None:
        """Give up the layout while there is no room for it."""
        self.set_class(too_small(event.size), "-small")

    def on_screen_suspend(self) -> None:
        """A hidden screen costs nothing."""
        if self.pulse is not None:
            self.pulse.pause()

    def on_screen_resume(self) -> None:
        """Catch up with the time and the budget."""
        if self.pulse is not None:
            self.pulse.resume()
            self.beat()

    def watch_sources(self) -> None:
        """The budgets belong to the sources."""
        self.beat()
        self.watch_tour()

    def watch_triage(self) -> None:
        """Groups can be acted on from now on."""
        self.refresh_bindings()

    def push(
        self, screen: "FrameScreen", then: Callable[[Outcome | None], None] | None = None
    ) -> None:
        """Show a screen above this one, bound to the same data; `then` is told how it ended."""
        own = FrameScreen.zone, FrameScreen.range_s, FrameScreen.sources, FrameScreen.triage
        bound = (*own, FrameScreen.tour, FrameScreen.locked)
        self.app.push_screen(screen.data_bind(*bound), then)

    @property
    def guided(self) -> bool:
        """Whether the hints for newcomers are of use here."""
        return False

    def watch_tour(self) -> None:
        """A hint goes once its key was pressed."""
        self.set_class(self.guided and bool(self.tour), "-guided")
        for line in self.query(".hint").results(Line):
            line.left = hint(self.tour, self.profile.keys)

    def beat(self) -> None:
        """Once a second: what the clock and the budgets say; only changes are painted."""
        if self.triage is not None:
            self.triage.tick()
        for header in self.query(Header):
            header.tick()
        if self.sources is not None:
            readings = self.sources.budget.readings()
            for each in readings:
                self.sources.trend.note(each, self.profile.clock())
            self.budgets = told(short(readings))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what would do something."""
        if action in triagekeys.ACTIONS:
            return self.may_act(action)
        if action == "why":
            return self.suspect() is not None
        if action == "compare":
            return self.compared() is not None
        if action in ("copy", "export", "link"):
            return self.subject
        if action == "command":
            return not isinstance(self.focused, Input)
        if action == "lock":
            return self.locked is not None or self.at_ns is not None
        if action == "back":
            return self is not self.app.screen_stack[0]
        return True

    def offered(self) -> tuple[Command, ...]:
        """Everything that can be asked for here: the screen's commands, then the program's."""
        own = (*self.commands(), *self.suspecting(), *self.comparing(), *self.triaging())
        return (*own, *program.commands(self.app, self.profile, self))

    def action_back(self) -> None:
        """Leave for the screen below."""
        self.dismiss()

    def action_pane(self, by: int) -> None:
        """The next pane, or the one before."""
        self.focus_next() if by > 0 else self.focus_previous()

    async def action_close(self) -> None:
        """Back, or ask whether to quit."""
        if self is not self.app.screen_stack[0]:
            self.action_back()
        else:
            await self.app.run_action("app.ask_quit")

    def action_command(self, line: str = "") -> None:
        """Open the `:` line."""
        self.focus_before = self.focused
        self.query_one(CommandLine).open(self.offered(), line)

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted where nothing is typed may name a place to go to."""
        if not isinstance(self.focused, Input | TextArea) and event.text.strip():
            event.stop()
            self.call_later(self.action_command, f"goto {folded(event.text)}")

    def action_palette(self) -> None:
        """Choose from all commands."""
        choices = [
            Choice(each, f"{each.name:<10} {each.about}", each.argument) for each in self.offered()
        ]
        self.app.push_screen(Chooser("Commands", choices, search=True), self.start)

    def start(self, command: Command | None) -> None:
        """Do what was chosen; a command that needs an argument asks for it on the `:` line."""
        if command is not None:
            self.action_command(f"{command.name} ")
            if not command.argument:
                self.post_message(CommandLine.Entered(command.name))

    def action_keys(self) -> None:
        """Choose from the keys that work here, which does what it says."""
        choices = [
            Choice(active, active.binding.tooltip or active.binding.description, key)
            for key, active in bound(self)
        ]
        self.app.push_screen(Chooser("Keys", choices, search=True), self.press)

    async def press(self, chosen: ActiveBinding | None) -> None:
        """Do what the chosen key does."""
        if chosen is not None:
            await self.app.run_action(chosen.binding.action, chosen.node)

    @on(CommandLine.Entered)
    async def obey(self, event: CommandLine.Entered) -> None:
        """Do what was typed, or say on the line why not."""
        try:
            command, argument = read(event.line, self.offered())
            done = command.run(argument)
            if isawaitable(done):
                await done
        except (UnknownCommand, BadQuery) as error:
            self.query_one(CommandLine).refuse(str(error))
        else:
            self.leave_command()

    @on(CommandLine.Left)
    def leave_command(self) -> None:
        """Hide the `:` line and give the focus back."""
        self.query_one(CommandLine).close()
        before = self.focus_before
        self.set_focus(before if before is not None and before.is_attached else None)

    @on(Header.Asked)
    async def ask(self, event: Header.Asked) -> None:
        """A click on the header does what its key does."""
        action = (
            event.what if event.what in ("range", "zone", "profiles") else f"tab({event.what!r})"
        )
        await self.app.run_action(f"app.{action}")
