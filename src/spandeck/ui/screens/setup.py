"""`:setup`: which keys there are, whether they work, and a profile written from those that do.

A key is shown masked and never typed here: it stays in the environment, where it was found.
"""

from collections.abc import Iterator
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content

from spandeck.model.action import Action, Field
from spandeck.model.errors import SourceError
from spandeck.model.form import BadForm, filled, parts
from spandeck.paint.sentence import folded
from spandeck.ui.profile import Profile
from spandeck.ui.screens.chooser import Choice, Chooser
from spandeck.ui.screens.typed import TypedScreen
from spandeck.ui.setup import Found, Setup, Unwritten
from spandeck.ui.widgets.act import Act
from spandeck.ui.widgets.field import FieldRow
from spandeck.ui.widgets.sentence import Sentence

ROOM = 16
MARGIN = 10
"""Cells around the lines of a vendor."""
TESTING = "testing…"


def profile_form(vendors: tuple[str, ...]) -> Action:
    """The form of a profile that is to be written."""
    fields = (
        Field("profile", required=True, default="main", about="its name, such as staging"),
        Field("vendors", "choices", required=True, choices=vendors, least=1),
        Field("production", "flag", default=False, about="shown in red on every screen"),
        Field("writes", "flag", default=False, about="whether it may change something"),
    )
    return Action("write-profile", "Write a profile", "profile", "POST", "", "write", fields)


class SetupScreen(TypedScreen):
    """What was found, what came of testing it, and the form of a profile."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+o", "write", "Write", id="setup.write", tooltip="Write the configuration"),
        Binding("ctrl+l", "test", "Test", id="setup.test", tooltip="Test every key once more"),
    ]
    DEFAULT_CSS = """
    SetupScreen VerticalScroll { padding: 1 2; scrollbar-size-vertical: 1; }
    SetupScreen .found, SetupScreen .declared { padding: 0; margin-bottom: 1; }
    SetupScreen Horizontal.buttons { height: 1; margin-bottom: 1; }
    SetupScreen Act { margin-right: 2; }
    """

    def __init__(self, profile: Profile, setup: Setup) -> None:
        """`setup` finds, tests and writes."""
        super().__init__(profile)
        self.setup = setup
        self.found: tuple[Found, ...] = tuple(setup.found())
        self.results: dict[str, tuple[str, str]] = {}
        """What came of each test: the sentence and its tone, by vendor."""
        usable = tuple(each.vendor for each in self.found if each.usable)
        self.form = profile_form(usable)
        begun = {"profile": "main", "vendors": ", ".join(usable)}
        begun |= {"production": "false", "writes": "false"}
        self.rows = {
            each.name: FieldRow(each, begun[each.name], ROOM, None)
            for each in (self.form.fields if usable else ())
        }

    def body(self) -> ComposeResult:
        """The vendors; where a key was found, the form."""
        with VerticalScroll(can_focus=not self.rows):
            yield Sentence(classes="found")
            yield Sentence(classes="declared")
            yield from self.rows.values()
            if self.rows:
                with Horizontal(classes="buttons"):
                    yield Act("Test again", "test")
                    yield Act("Write the file", "write")

    def on_mount(self) -> None:
        """Test what was found."""
        self.crumbs = Content.assemble(
            ("Setup", "bold"), ("  which vendors there are keys for, and a profile", "$muted")
        )
        self.status = Content(self.setup.file)
        if self.rows:
            self.declare("A profile of these keys; the file names their variables, never the keys.")
            self.set_focus(self.rows["profile"].editor)
            self.call_after_refresh(self.query_one(VerticalScroll).scroll_home, animate=False)
        else:
            self.declare(
                "No key was found. Set the variable of a vendor in the shell that starts "
                "spandeck, start it again, and come back here with :setup."
            )
        self.show_found()
        self.action_test()

    def on_resize(self, event: events.Resize) -> None:
        """Another width, other line breaks."""
        self.call_after_refresh(self.show_found)

    def show_found(self) -> None:
        """Every vendor with what is known of its key."""
        self.query_one(".found", Sentence).said = Content("\n\n").join(map(self.told, self.found))

    def told(self, found: Found) -> Content:
        """One vendor in two lines."""
        result, tone = self.results.get(found.vendor, ("", "$muted"))
        mark = {"$status-ok": "✓", "$status-error": "✗"}.get(tone, "·")
        key = f"key {found.masked} from {found.variable}" if found.masked else ""
        head = key or f"{found.variable} is not set"
        asked = f"  {found.url}" if result and found.usable else ""
        # Folded here, that every line stands below the vendor's name rather than its mark.
        lines = folded(f"{result or found.about}{asked}", max(self.size.width - MARGIN, MARGIN))
        return Content.assemble(
            (f"{mark} ", tone),
            (f"{found.title:<10} ", "bold"),
            (head, "$foreground" if key else "$muted"),
            ("".join(f"\n  {line}" for line in lines), tone),
        )

    def declare(self, said: str, tone: str = "$muted") -> None:
        """Say something between what was found and the form."""
        self.query_one(".declared", Sentence).said = Content.styled(said, tone)

    def action_test(self) -> None:
        """Test every key that was found."""
        self.test_all()

    @work(exclusive=True, group="test")
    async def test_all(self) -> None:
        """One read with each key; one that fails is not put into the profile."""
        for each in self.found:
            if each.wrong:
                self.results[each.vendor] = (each.wrong, "$status-error")
        for each in filter(lambda found: found.usable, self.found):
            self.results[each.vendor] = (TESTING, "$muted")
            self.show_found()
            try:
                self.results[each.vendor] = (
                    f"It {await self.setup.test(each.vendor)}.",
                    "$status-ok",
                )
            except SourceError as error:
                self.results[each.vendor] = (f"{error.happened}.", "$status-error")
                self.leave_out(each.vendor)
        self.show_found()

    def leave_out(self, vendor: str) -> None:
        """Take a vendor whose key did not work out of the profile; it can be put back by hand."""
        row = self.rows["vendors"]
        row.put(", ".join(each for each in parts(row.text) if each != vendor))

    @on(FieldRow.Edited)
    def edited(self) -> None:
        """What was wrong may be right now."""
        for row in self.rows.values():
            row.say("")

    def action_write(self) -> None:
        """Write the profile, or say at the fields why not."""
        typed = {name: row.text for name, row in self.rows.items()}
        try:
            values = filled(self.form, typed, self.profile.clock())
            self.setup.write(
                values["profile"],
                values["vendors"],
                production=values["production"],
                writes=values["writes"],
            )
        except BadForm as error:
            for name, wrong in error.errors.items():
                self.rows[name].say(wrong)
            self.declare("Nothing was written.", "$status-error")
        except Unwritten as error:
            self.declare(f"✗ {error}", "$status-error")
        else:
            self.written(values["profile"])

    def written(self, name: str) -> None:
        """Say where, and offer to go on with it."""
        self.declare(f"✓ Written to {self.setup.file}.", "$status-ok")
        choices = [Choice(name, f"go on with {name}", ""), Choice("", "stay here", "esc")]
        question = f"Profile {name} is written"

        def go(chosen: str | None) -> None:
            if chosen:
                self.call_later(self.app.run_action, f"app.profile({chosen!r})")

        self.app.push_screen(Chooser(question, choices), go)

    # Hooks of the frame

    def copies(self) -> list[tuple[str, str]]:
        """The lines for a shell that set what is missing."""
        return [("shell lines", "\n".join(self.exports()))]

    def exports(self) -> Iterator[str]:
        """A line for each vendor without a key."""
        for each in self.found:
            if not each.masked:
                yield f"export {each.variable}="

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Testing and writing need a key."""
        if action in ("write", "test"):
            return bool(self.rows)
        return super().check_action(action, parameters)
