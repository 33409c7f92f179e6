"""A vendor in memory that takes actions, and someone in front of a form for one of them."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from textual.pilot import Pilot

from spandeck.model.action import Action, Field, Follow, Values
from spandeck.model.catalog import Catalog
from spandeck.model.errors import Missing, SourceError
from spandeck.model.page import Ask, Page
from spandeck.model.query import Filter, Query
from spandeck.model.resource import Call, Column, Record, Resource
from spandeck.model.source import EVERYTHING, PLAIN, Draft, Outcome
from spandeck.ui.app import Spandeck
from spandeck.ui.screens.form import FormScreen
from spandeck.vendors.drafting import draft
from tests.ui.fakes import NOW_NS, FakeBudget, connected
from tests.ui.running import press, running, settled

KINDS = Action(
    "create-thing",
    "Create a thing",
    "things",
    "POST",
    "/things",
    "write",
    (
        Field("name", required=True, longest=20, about="as people say it"),
        Field("text", "multiline"),
        Field("count", "integer", default=3, least=1, most=5),
        Field("share", "number", least=0, most=1),
        Field("on", "flag"),
        Field("kind", "choice", choices=("mail", "hook"), default="mail"),
        Field("url", required=True, when=("kind", "hook")),
        Field("events", "choices", choices=("made", "gone")),
        Field("tags", "list", longest=2),
        Field("at", "time"),
        Field("day", "date"),
        Field("settings", "json"),
        Field("secret", "secret"),
        Field("owner", of="people"),
        Field("parts", "list", of="parts"),
    ),
)
CHANGE = Action(
    "change-thing",
    "Change the thing",
    "things",
    "PATCH",
    "/things/{id}",
    "write",
    (Field("name"), Field("tags", "list"), Field("on", "flag")),
)
DELETE = Action(
    "delete-thing",
    "Delete the thing",
    "things",
    "DELETE",
    "/things/{id}",
    "destructive",
    note="It is gone for good.",
)
CLEAR = Action(
    "clear-things",
    "Delete many things",
    "things",
    "POST",
    "/things/clear",
    "destructive",
    (Field("ids", "list", required=True, of="things"),),
)
KEY = Action(
    "create-key",
    "Create a key",
    "keys",
    "POST",
    "/keys",
    "write",
    (Field("name", required=True),),
    once=("key",),
)
JOB = Action(
    "start-job",
    "Start a job",
    "jobs",
    "POST",
    "/jobs",
    "write",
    follow=Follow("jobs", "id", done=("done",), failed=("failed",), progress="percent"),
)
ASK_IT = Action("ask", "Ask something", "things", "POST", "/ask", "read", (Field("what"),))
THINGS = Resource("things", "Things", "All", Call("GET", "/things"), Call("GET", "/things/{id}"))
PEOPLE = Resource(
    "people",
    "People",
    "All",
    Call("GET", "/people"),
    columns=(Column("id", "Id", "id"), Column("name", "Name")),
)
PARTS = Resource(
    "parts",
    "Parts",
    "All",
    Call("GET", "/people/{owner}/parts"),
    filters=(Filter("owner", "text", "whose", place="path", required=True),),
)
KEYS = Resource("keys", "Keys", "All", Call("GET", "/keys"))
JOBS = Resource("jobs", "Jobs", "All", Call("GET", "/jobs"), Call("GET", "/jobs/{id}"))
CATALOG = Catalog(
    "risicare",
    (THINGS, PEOPLE, PARTS, KEYS, JOBS),
    (KINDS, CHANGE, DELETE, CLEAR, KEY, JOB, ASK_IT),
)
THING = Record("thing-0000123456", {"id": "thing-0000123456", "name": "old", "tags": ["a"]})
ROWS: Mapping[str, Sequence[Record]] = {
    "people": (
        Record("p-ada", {"id": "p-ada", "name": "Ada"}),
        Record("p-alan", {"id": "p-alan", "name": "Alan"}),
        Record("p-grace", {"id": "p-grace", "name": "Grace [bold]"}),
    ),
    "parts": (Record("part-1", {"id": "part-1"}), Record("part-2", {"id": "part-2"})),
}


def answering() -> asyncio.Event:
    """Whether actions are answered: they are."""
    event = asyncio.Event()
    event.set()
    return event


@dataclass
class FakeActs:
    """A `RecordSource` that remembers what was sent, and answers or fails as it is told."""

    writes: bool = True
    fails: SourceError | None = None
    """Raised by the next action, once."""
    later: list[SourceError | None] = field(default_factory=list)
    """What the actions come to, one after the other: an error, or None for an answer."""
    answers: asyncio.Event = field(default_factory=answering)
    """No action is answered while this is not set."""
    raw: Mapping[str, object] = field(default_factory=lambda: {"id": "made-1"})
    """What an action is answered with."""
    polled: list[Record | SourceError] = field(default_factory=list)
    """What a record is when it is read, one after the other; the last for ever."""
    catalog: Catalog = CATALOG
    vendor: str = "risicare"
    title: str = "Risicare"
    sent: list[Draft] = field(default_factory=list)
    listed: list[tuple[str, Query]] = field(default_factory=list)

    async def records(
        self,
        resource: Resource,
        query: Query = EVERYTHING,
        cursor: str | None = None,
        *,
        limit: int = 100,
        ask: Ask = PLAIN,
    ) -> Page[Record]:
        """One page with all there is."""
        self.listed.append((resource.name, query))
        return Page(tuple(ROWS.get(resource.name, ())), None, NOW_NS)

    async def record(
        self, resource: Resource, identity: str, query: Query = EVERYTHING, *, ask: Ask = PLAIN
    ) -> Record:
        """What is said next; nobody knows a record that nothing was said of."""
        if not self.polled:
            raise Missing(self.title, f"{resource.singular} {identity} not found")
        found = self.polled.pop(0) if len(self.polled) > 1 else self.polled[0]
        if isinstance(found, SourceError):
            raise found
        return found

    def draft(self, action: Action, values: Values, target: str = "") -> Draft:
        """The request, by the very code that the vendors use."""
        return draft(action, values, target)

    async def act(self, draft: Draft, *, ask: Ask = PLAIN) -> Outcome:
        """Remember it, then answer."""
        self.sent.append(draft)
        if self.fails is not None:
            failed, self.fails = self.fails, None
            raise failed
        await self.answers.wait()
        comes = self.later.pop(0) if self.later else None
        if comes is not None:
            raise comes
        follow = str(self.raw["id"]) if draft.action.follow else None
        return Outcome(201, Record(str(self.raw["id"]), self.raw), NOW_NS, follow)


@dataclass
class Clerk:
    """Someone in front of a form."""

    app: Spandeck
    pilot: Pilot[None]
    form: FormScreen
    source: FakeActs
    outcomes: list[Outcome | None] = field(default_factory=list)
    """What the form was dismissed with."""

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        await press(self.pilot, *keys)

    async def type(self, name: str, text: str) -> None:
        """Go to a field and type into it."""
        self.app.screen.set_focus(self.form.rows[name].editor)
        await self.pilot.press(*("space" if each == " " else each for each in text))
        await settled(self.pilot)

    async def put(self, **texts: str) -> None:
        """Let texts stand in fields."""
        for name, text in texts.items():
            self.form.rows[name].put(text)
        await settled(self.pilot)

    def said(self, name: str) -> str:
        """What is said at a field."""
        return self.form.rows[name].said_line.said.plain

    @property
    def declared(self) -> str:
        """What is said above the fields."""
        return "".join(each.said.plain for each in self.form.query(".declared"))  # type: ignore[attr-defined]


async def at_once(seconds: float) -> None:
    """Wait for nothing."""


@asynccontextmanager
async def clerk(
    folder: Path,
    action: Action,
    record: Record | None = None,
    *,
    source: FakeActs | None = None,
    values: Mapping[str, str] | None = None,
    size: tuple[int, int] = (120, 34),
    name: str = "demo",
    production: bool = False,
    budget: FakeBudget | None = None,
) -> AsyncIterator[Clerk]:
    """A form for an action, opened above the program."""
    held = source or FakeActs()
    async with running(
        folder,
        size=size,
        name=name,
        production=production,
        demo=name == "demo",
        writes=held.writes,
        clock=lambda: NOW_NS,
    ) as (app, pilot):
        form = FormScreen(held, app.profile, action, record, values or {}, at_once)
        form.sources = connected(budget=budget)
        found = Clerk(app, pilot, form, held)
        await app.push_screen(form, found.outcomes.append)
        await settled(pilot)
        yield found
