"""The fields of a form: what stands in them, which of them count, what is said at each.

What is right is decided in `model.entry`; sending is the base class's business.
"""

import asyncio
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from textual import events, on, work
from textual.content import Content
from textual.widgets import Input

from spandeck.model import entry
from spandeck.model.action import Action
from spandeck.model.errors import NotCached, SourceError
from spandeck.model.form import parts, written
from spandeck.model.query import BadQuery
from spandeck.model.resource import Record
from spandeck.model.source import RecordSource
from spandeck.ui.following import Pause
from spandeck.ui.notice import Severity
from spandeck.ui.offers import Completion, Offers
from spandeck.ui.profile import Profile
from spandeck.ui.screens.chooser import Chooser
from spandeck.ui.screens.sending import SendingScreen
from spandeck.ui.widgets.entries import Entry
from spandeck.ui.widgets.field import FieldRow
from spandeck.ui.widgets.sentence import Sentence

WIDEST_NAME = 34
NOTHING: Mapping[str, str] = MappingProxyType({})
TONES: Mapping[Severity, str] = {
    "information": "$muted",
    "warning": "$status-warn",
    "error": "$status-error",
}
MARKS: Mapping[Severity, str] = {"information": "", "warning": "! ", "error": "✗ "}


class FillingScreen(SendingScreen):
    """A screen with a row a field, and a sentence above them that stays."""

    def __init__(
        self,
        source: RecordSource,
        profile: Profile,
        action: Action,
        record: Record | None = None,
        values: Mapping[str, str] = NOTHING,
        pause: Pause = asyncio.sleep,
    ) -> None:
        """`values` stand in the fields at first, before what `record` has and the defaults."""
        super().__init__(source, profile, action, record, pause)
        self.given = values
        self.before = entry.held(action, record)
        self.began = entry.opening(action, record, values)
        self.offers = Offers(source)
        self.complained: dict[str, str] = {}
        """What is said to be wrong now, by field."""
        room = min(WIDEST_NAME, 4 + max((len(each.name) for each in action.fields), default=0))
        self.rows = {
            each.name: FieldRow(
                each,
                self.began.get(each.name, ""),
                room,
                Completion(self.offers, each) if each.of else None,
            )
            for each in action.fields
        }

    @property
    def typed(self) -> dict[str, str]:
        """What stands in the fields that count."""
        texts = {name: row.text for name, row in self.rows.items()}
        return {each.name: texts[each.name] for each in entry.counted(self.action, texts)}

    @property
    def touched(self) -> bool:
        """Whether anything was typed."""
        return any(row.text != self.began.get(name, "") for name, row in self.rows.items())

    def rearrange(self) -> None:
        """Show the fields that count, and how many of them must still be filled in."""
        typed = self.typed
        for name, row in self.rows.items():
            row.display = name in typed
        missing = [n for n in typed if self.rows[n].known.required and not typed[n].strip()]
        if self.under_way:
            self.status = Content(f"sending… {self.far}".strip())
        elif missing:
            self.status = Content(f"still needed: {', '.join(missing)}")
        else:
            self.status = Content((self.unsendable and "read only") or "can be sent")

    def watch_under_way(self) -> None:
        """Say so."""
        if self.is_mounted:
            self.rearrange()

    @on(FieldRow.Edited)
    def edited(self) -> None:
        """Other fields may count now; what was wrong with this one may be right."""
        self.rearrange()
        now_ns = self.profile.clock()
        for name, row in self.rows.items():
            later = entry.absolute(row.known, row.text, now_ns)
            if name in self.complained and not entry.fault(row.known, row.text, now_ns):
                del self.complained[name]
            aside = f"= {later}" if later != row.text else ""
            row.say(self.complained.get(name, ""), aside)

    @on(FieldRow.Left)
    def leave_field(self, event: FieldRow.Left) -> None:
        """Say what is wrong with what was typed; an empty field is only wrong when it is sent."""
        row, now_ns = event.row, self.profile.clock()
        absolute = entry.absolute(row.known, row.text, now_ns)
        if absolute != row.text:
            # The same time in other words: what was said of other fields because of it stays.
            with row.prevent(Input.Changed):
                row.put(absolute)
        wrong = entry.fault(row.known, row.text, now_ns) if row.text.strip() else ""
        self.mark(row.known.name, wrong or self.complained.get(row.known.name, ""))

    def mark(self, name: str, wrong: str) -> None:
        """Show what is wrong with a field, or that nothing is."""
        self.complained.pop(name, None)
        if wrong:
            self.complained[name] = wrong
        self.rows[name].say(wrong)

    def beat(self) -> None:
        """Say how far it is while several requests are on their way."""
        super().beat()
        if self.under_way:
            self.rearrange()

    def keep(self, ids: Sequence[str]) -> None:
        """The ids that it was not done with stand where all of them stood."""
        for name, row in self.rows.items():
            if row.known.batch is not None and name in self.typed:
                row.put(written(row.known, list(ids)))

    def complain(self, errors: Mapping[str, str]) -> None:
        """Show what is wrong, by field, and go to the first; the fields' own names win."""
        for name, wrong in errors.items():
            if name in self.rows:
                self.mark(name, wrong)
        first = next((row for name, row in self.rows.items() if name in errors), None)
        if first is not None:
            self.set_focus(first.editor)
            first.scroll_visible()

    def declare(self, said: str, severity: Severity = "information") -> None:
        """Say something above the fields."""
        for sentence in self.query(".declared").results(Sentence):
            sentence.said = Content.styled(MARKS[severity] + said, TONES[severity])
            sentence.scroll_visible()

    @work(exclusive=True, group="offer")
    async def find_ids(self, row: FieldRow, *, choose: bool) -> None:
        """Find out which ids a field takes, for completion or to choose one of them."""
        try:
            found = await self.offers.of(row.known, self.stood | self.typed)
        except (SourceError, BadQuery, NotCached) as error:
            if choose:
                row.say("", str(error))
            return
        if not choose:
            return
        several = row.known.kind == "list"
        typed = "" if several else row.text.strip()
        fits = [each for each in found if each.fits(typed.lower().split())] or found
        if fits:
            chooser = Chooser(row.known.name, fits, search=True)
            self.app.push_screen(chooser, lambda chosen: self.take(row, chosen))
        else:
            row.say("", f"there are no {row.known.of} yet")

    @property
    def stood(self) -> dict[str, str]:
        """What the record says of what it belongs to, for the lists that ids are chosen from."""
        raw = self.record.raw if self.record else {}
        return {name: value for name, value in raw.items() if isinstance(value, str)}

    def take(self, row: FieldRow, chosen: str | None) -> None:
        """Write a chosen id into its field, behind those that stand in a list already."""
        if chosen is not None:
            before = [each for each in parts(row.text) if each != chosen]
            row.put(", ".join((*before, chosen)) if row.known.kind == "list" else chosen)

    @on(Entry.Wanted)
    def offer(self) -> None:
        """Choose from what there is."""
        for row in self.rows.values():
            if row.editor is self.focused:
                self.find_ids(row, choose=True)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Know the ids before they are typed."""
        for row in self.rows.values():
            if row.editor is event.widget and row.known.of:
                self.find_ids(row, choose=False)
