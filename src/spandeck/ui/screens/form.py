"""A form for any action: typed fields, looked at before they are sent, and then sent.

What is typed here is lost only when that was meant.
"""

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content

from spandeck.model import entry
from spandeck.model.action import Values
from spandeck.model.bulk import Bulk, bulk
from spandeck.model.errors import NotCached, SourceError
from spandeck.model.form import BadForm
from spandeck.model.page import Ask
from spandeck.model.query import BadQuery
from spandeck.model.source import Draft
from spandeck.paint.draft import command
from spandeck.ui.notice import tell
from spandeck.ui.screens.chooser import Choice, Chooser
from spandeck.ui.screens.draft import DraftScreen, copies
from spandeck.ui.screens.filling import FillingScreen
from spandeck.ui.widgets.act import Act
from spandeck.ui.widgets.sentence import Sentence

WIDE = 110
"""From this width on, what is to be said of a field stands beside it."""


class FormScreen(FillingScreen):
    """Dismissed with what came of the action, or with nothing."""

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012  (Textual's own)
        (0, "-narrow"),
        (WIDE, "-wide"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+o", "send", "Send", id="form.send", tooltip="Send it"),
        Binding(
            "ctrl+l", "look", "Look at it", id="form.look", tooltip="The request, before it is sent"
        ),
    ]
    DEFAULT_CSS = """
    FormScreen VerticalScroll { padding: 1 2; scrollbar-size-vertical: 1; }
    FormScreen .declared { padding: 0; margin-bottom: 1; }
    FormScreen .buttons { height: 1; margin-bottom: 1; }
    FormScreen.-wide FieldRow > Vertical { layout: horizontal; }
    FormScreen.-wide FieldRow Vertical > Sentence { padding: 0 0 0 2; }
    FormScreen Act { margin-right: 2; }
    FormScreen.-narrow FieldRow > Sentence { max-width: 24; }
    """

    def body(self) -> ComposeResult:
        """What must be known first, the fields, and the two things to do with them."""
        with VerticalScroll(can_focus=False):
            yield Sentence(classes="declared")
            yield from self.rows.values()
            with Horizontal(classes="buttons"):
                yield Act("Look at it", "look")
                yield Act("Send", "send", destroys=self.action.effect == "destructive")

    def on_mount(self) -> None:
        """Say where one is; without fields the question comes at once."""
        arrow = (" ▸ ", "$muted")
        target = (arrow, (self.target_id, "$accent")) if self.target_id else ()
        self.crumbs = Content.assemble(
            (self.source.title, "bold"),
            *(arrow, (self.resource.title, "$muted"), arrow, (self.action.title, "bold"), *target),
        )
        self.introduce()
        self.rearrange()
        first = next((row.editor for row in self.rows.values() if row.display), None)
        self.set_focus(first or self.query(Act).last())
        if self.action.targeted and self.record is not None and not self.record.raw:
            self.read_record(self.record.id)
        if self.action.effect == "destructive" and not self.rows and not self.unsendable:
            self.call_after_refresh(self.action_send)

    @work(exclusive=True, group="record")
    async def read_record(self, identity: str) -> None:
        """A record of which only the id is known is read, and the untouched fields follow it."""
        if self.resource.item is None:
            return
        try:
            found = await self.source.record(self.resource, identity, ask=Ask(pane="form"))
        except (SourceError, NotCached, BadQuery) as error:
            self.declare(str(error), "warning")
            return
        untouched = [n for n, row in self.rows.items() if row.text == self.began.get(n, "")]
        self.record, self.before = found, entry.held(self.action, found)
        self.began = entry.opening(self.action, found, self.given)
        for name in untouched:
            self.rows[name].put(self.began.get(name, ""))

    def introduce(self) -> None:
        """What must be known before anything is typed."""
        action = self.action
        if self.unsendable:
            self.declare(self.unsendable, "warning")
        elif action.note:
            self.declare(action.note, "warning")
        else:
            stage = f" It is in {action.stage} at the vendor." if action.stage else ""
            fields = "* marks what is required." if self.rows else "It takes no settings."
            self.declare(f"{action.title}. {fields}{stage}")

    def drafted(self) -> tuple[Bulk, Values] | None:
        """The requests and their values; what is wrong is shown where it was typed."""
        if self.action.targeted and not self.target_id:
            self.declare(f"Which {self.resource.singular}? It is done to one of them.", "error")
            return None
        try:
            values = entry.sending(self.action, self.typed, self.before, self.profile.clock())
            return bulk(self.source, self.action, values, self.target_id), values
        except BadForm as error:
            self.complain(error.errors)
            count = len(error.errors)
            wrong = "One field is" if count == 1 else f"{count} fields are"
            self.declare(f"{wrong} not right yet; nothing was sent.", "error")
        except SourceError as error:
            self.declare(str(error), "error")
        return None

    def action_look(self) -> None:
        """Show the request as it would be sent."""
        drafted = self.drafted()
        if drafted is not None:
            found, _ = drafted
            draft, facts = found.drafts[0], self.foretold(found)
            beside = [f"{about}: {words}." for about, words in facts]
            screen = DraftScreen(draft, self.command_for(draft), self.profile, beside)
            self.app.push_screen(screen)

    def command_for(self, draft: Draft) -> str:
        """The command that does the same from a shell."""
        sent = {n: t for n, t in self.typed.items() if t != self.before.get(n, "")}
        return command(self.source.vendor, draft, sent)

    def action_send(self) -> None:
        """Send it, if it is right and may be sent."""
        if self.under_way:
            return
        drafted = self.drafted()
        if drafted is None:
            return
        if self.unsendable:
            self.declare(self.unsendable, "warning")
            return
        self.ask_and_send(*drafted)

    def left_unsent(self) -> None:
        """Thinking again about something without fields leaves it."""
        if self.rows:
            super().left_unsent()
        else:
            self.dismiss(None)

    # Hooks of the frame

    def copies(self) -> Sequence[tuple[str, str]]:
        """The request, as a command and as it would be sent; nothing while it is not right."""
        drafted = self.drafted()
        if drafted is None:
            return ()
        draft = drafted[0].drafts[0]
        return copies(draft, self.command_for(draft))

    def action_back(self) -> None:
        """Leave, if nothing is lost by it or that was meant."""
        if self.under_way:
            then = "what follows is then not sent" if self.far else "leaving does not stop it"
            question, stay = f"It is on its way, and {then}. Leave?", "wait"
        elif self.touched:
            question, stay = "Throw away what was typed?", "go on typing"
        else:
            self.dismiss(None)
            return
        choices = [Choice(False, stay, "esc"), Choice(True, "leave", "")]
        self.app.push_screen(Chooser(question, choices), self.leave)

    def leave(self, sure: bool | None) -> None:
        """Leave, if that was meant."""
        if not sure:
            return
        if self.under_way:
            said = f"What came of it is unknown: look at {self.object}."
            tell(self, f"{said} {self.far}".strip(), "warning")
        self.dismiss(None)
