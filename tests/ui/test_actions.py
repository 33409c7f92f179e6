"""Every action of every vendor through its form: each field wrong, refused, read-only, and right.

Targets, parents and ids come from the simulator's own lists, so a new vendor needs nothing here
but, perhaps, a few words in `sampling`.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path

import httpx
import pytest
from pydantic_core import from_json
from textual.pilot import Pilot

from spandeck.model import entry
from spandeck.model.action import Action
from spandeck.model.connection import Connection, Token
from spandeck.model.errors import Missing, Refused
from spandeck.model.form import BadForm
from spandeck.model.query import Query
from spandeck.model.resource import Record, at
from spandeck.model.source import Outcome, RecordSource
from spandeck.net.gate import GateTransport
from spandeck.sim.world import World
from spandeck.ui.app import Spandeck
from spandeck.ui.screens.confirm import ConfirmScreen, Proof
from spandeck.ui.screens.form import FormScreen
from spandeck.vendors import VENDORS
from tests.ui.running import running, settled
from tests.ui.sampling import REFUSED, right, wrong
from tests.vendors.opened import LOADED, NOW_NS, ORIGIN, SEED
from tests.vendors.test_walk import HOUR_NS, Walk

MENDED = 8
"""So many times the fields are made to agree."""
OBJECTS = '[{"a": "b"}]'
WANTED = {
    ("risicare", "activate-fix"): ("status", "draft"),
    ("risicare", "roll-back"): ("status", "active"),
}
"""What a record must say of itself for an action to be done to it, where any will not do."""


def meant(action: Action, request: httpx.Request) -> bool:
    """Whether a request is an action: its method, and a path of its template."""
    pattern = "[^/]+".join(map(re.escape, re.split(r"\{[^}]*\}", action.template)))
    path = request.url.raw_path.decode().partition("?")[0]
    return request.method == action.method and re.fullmatch(pattern, path) is not None


class Arrivals(httpx.AsyncBaseTransport):
    """Between the gate and the simulator: remembers what arrives, and refuses while told to."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner = inner
        self.writes: list[httpx.Request] = []
        self.action: Action | None = None
        """What is being done now; anything else that arrives is a question."""
        self.refusing = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Note it, then answer or pass it on."""
        if self.action is None or not meant(self.action, request):
            return await self.inner.handle_async_request(request)
        await request.aread()
        self.writes.append(request)
        if self.refusing:
            return httpx.Response(422, json={})
        return await self.inner.handle_async_request(request)


@dataclass
class Desk:
    """The program over one vendor's simulator, with the key that may write and one that may not."""

    app: Spandeck
    pilot: Pilot[None]
    source: RecordSource
    readonly: RecordSource
    arrivals: Arrivals
    walk: Walk
    file: Path
    """Something to upload."""
    now_ns: int = NOW_NS
    wrong: list[str] = field(default_factory=list)
    outcomes: list[Outcome | None] = field(default_factory=list)
    tried: set[tuple[str, str]] = field(default_factory=set)
    """Fields of actions into which wrong texts were written already."""
    undone: set[str] = field(default_factory=set)
    """Actions that the vendor refused at least once."""

    @property
    def refusable(self) -> frozenset[str]:
        """Actions that may be refused."""
        return REFUSED.get(self.source.vendor, frozenset())

    async def later(self, seconds: float) -> None:
        """Time passes in the simulator alone."""
        self.now_ns += int(seconds * 1_000_000_000)

    async def rows(self, name: str) -> tuple[Query, list[Record]]:
        """What there is of a resource, and how it was asked for."""
        resource = self.source.catalog.resource(name)
        try:
            if resource.listing is not None:
                return await self.walk.found(resource)
            if resource.single:
                return Query(), [await self.source.record(resource, "")]
        except Missing:  # below a parent that was done away with
            self.walk.firsts.pop(name, None)
        return Query(), []

    async def target(self, action: Action) -> tuple[Record | None, dict[str, str]]:
        """A record that an action can be done to, and what its list was asked by."""
        if not action.targeted:
            return None, {}
        self.walk.firsts.pop(action.on, None)
        query, rows = await self.rows(action.on)
        path, value = WANTED.get((self.source.vendor, action.name), ("", None))
        fits = [row for row in rows if not path or at(row.raw, path) == value]
        given = {each.field: str(each.value) for each in query.conditions}
        return (fits[-1] if fits else None), given

    async def texts(
        self, action: Action, record: Record | None, given: dict[str, str]
    ) -> dict[str, str]:
        """What is right in every field: parents, ids that there are, what another one has."""
        _, others = await self.rows(action.on)
        like = entry.held(replace(action, method="PUT"), others[0] if others else None)
        now = entry.held(action, record)
        texts: dict[str, str] = {}
        for each in action.fields:
            rows: list[Record] = []
            if each.of:
                _, rows = await self.rows(each.of)
            ids = rows[0].id if rows else ""
            if each.place == "file":
                texts[each.name] = str(self.file)
                continue
            found = given.get(each.name) or (ids if record else like.get(each.name) or ids)
            texts[each.name] = right(each, found, now.get(each.name, ""))
        return texts

    def mended(
        self, action: Action, record: Record | None, texts: dict[str, str]
    ) -> dict[str, str]:
        """The texts, changed where the fields contradict each other: a list of objects where one
        is no answer, nothing where nothing need be.
        """
        known = {each.name: each for each in action.fields}
        texts = dict(texts)
        for _ in range(MENDED):
            counted = {each.name for each in entry.counted(action, texts)}
            typed = {name: text for name, text in texts.items() if name in counted}
            try:
                entry.sending(action, typed, entry.held(action, record), self.now_ns)
            except BadForm as error:
                for name in error.errors.keys() & known.keys():
                    if known[name].kind == "json" and texts[name] not in ("", OBJECTS):
                        texts[name] = OBJECTS
                    elif texts[name] and not known[name].required:
                        texts[name] = ""
                    else:
                        spare = (n for n in typed if texts[n] and not known[n].required)
                        texts[next(spare, name)] = ""
            else:
                break
        return texts

    async def open(
        self, action: Action, record: Record | None, texts: dict[str, str]
    ) -> FormScreen:
        """The form, filled in; a question that comes at once is put aside."""
        form = FormScreen(self.source, self.app.profile, action, record, texts, self.later)
        await self.app.push_screen(form, self.outcomes.append)
        await settled(self.pilot)
        if isinstance(self.app.screen, ConfirmScreen):
            self.app.pop_screen()
        return form

    async def send(self, form: FormScreen) -> None:
        """Send it, proving by hand what must be proven."""
        self.arrivals.action = form.action
        form.action_send()
        await self.pilot.pause()
        if isinstance(self.app.screen, ConfirmScreen):
            self.app.screen.query_one(Proof).value = self.app.screen.proof
            self.app.screen.action_go_on()
        await settled(self.pilot)
        self.arrivals.action = None

    async def leave(self) -> None:
        """Close whatever is open above the first screen."""
        while len(self.app.screen_stack) > 1:
            self.app.pop_screen()
        await self.pilot.pause()

    def blame(self, action: Action, why: str) -> None:
        """Remember what is wrong; all of it is told at the end."""
        self.wrong.append(f"{action.name}: {why}")

    # The four parts

    async def read_only(self, form: FormScreen) -> None:
        """Nothing arrives from a profile that only reads, neither by the form nor around it."""
        if form.action.effect == "read":
            return
        form.source, before = self.readonly, len(self.arrivals.writes)
        await self.send(form)
        if "only reads" not in declared(form):
            self.blame(form.action, f"a profile that only reads: {declared(form)}")
        drafted = form.drafted()
        if drafted is not None:
            with pytest.raises(Refused, match="only reads"):
                await self.readonly.act(drafted[0].drafts[0])
        assert len(self.arrivals.writes) == before
        form.source = self.source

    async def each_wrong(self, form: FormScreen) -> None:
        """Every field is refused by name with each wrong text, and nothing arrives."""
        before = len(self.arrivals.writes)
        for known in entry.counted(form.action, {n: r.text for n, r in form.rows.items()}):
            if (form.action.name, known.name) in self.tried:
                continue
            self.tried.add((form.action.name, known.name))
            row = form.rows[known.name]
            good = row.text
            for bad in wrong(known):
                row.put(bad)
                form.complained.clear()
                form.action_send()
                if known.name not in form.complained:
                    self.blame(form.action, f"{known.name} takes “{bad[:20]}”")
                if self.app.screen is not form:
                    self.blame(form.action, f"“{bad[:20]}” in {known.name} is not stopped")
            row.put(good)
        await settled(self.pilot)
        assert len(self.arrivals.writes) == before

    async def refused(self, form: FormScreen) -> None:
        """A refusal is told, and all that was typed is still there."""
        texts = {name: row.text for name, row in form.rows.items()}
        self.arrivals.refusing = True
        await self.send(form)
        self.arrivals.refusing = False
        if "HTTP 422" not in declared(form):
            self.blame(form.action, f"a refusal is told as: {declared(form)}")
        if texts != {name: row.text for name, row in form.rows.items()}:
            self.blame(form.action, "a refusal loses what was typed")

    async def done(self, form: FormScreen) -> None:
        """What is right arrives as it was typed, and the vendor does it."""
        before, outcomes = len(self.arrivals.writes), len(self.outcomes)
        typed = form.typed
        await self.send(form)
        while len(self.outcomes) == outcomes and self.app.screen is not form:
            await self.pilot.press("escape")
            await settled(self.pilot)
        arrived = self.arrivals.writes[before:]
        done = len(self.outcomes) > outcomes and self.outcomes[-1] is not None
        if not done and form.action.name not in self.refusable:
            self.blame(form.action, f"not done: {form.complained or declared(form)} {typed}")
        self.undone |= set() if done else {form.action.name}
        if len(arrived) != 1:
            self.blame(form.action, f"{len(arrived)} requests arrived {form.complained}")
        elif done:
            self.compare(form, arrived[0])

    def compare(self, form: FormScreen, arrived: httpx.Request) -> None:
        """What arrived is done to what was chosen, and has what was typed."""
        action = form.action
        if form.target and form.target not in arrived.url.path:
            self.blame(action, f"is done to another: {arrived.url.path}")
        kind = arrived.headers.get("content-type", "")
        body = from_json(arrived.content) if kind == "application/json" else {}
        known = {each.name: each for each in action.fields}
        for name in form.typed:
            before = form.before.get(name, "")
            if (
                known[name].place != "body"
                or action.whole
                or kind.startswith("multipart")
                or form.typed[name] == before
            ):
                continue
            if form.typed[name].strip() and at(body, name) is None:
                self.blame(action, f"{name} did not arrive")


def declared(form: FormScreen) -> str:
    """What is said above the fields."""
    return "".join(each.said.plain for each in form.query(".declared"))  # type: ignore[attr-defined]


def variants(action: Action, texts: dict[str, str]) -> list[dict[str, str]]:
    """The texts once for each value of the field by which other fields count."""
    whens = [each.when for each in action.fields if each.when]
    first = whens[0][0] if whens else ""
    choices = dict.fromkeys(
        (name, value) for name, *values in whens for value in values if name == first
    )
    return [{**texts, name: value} for name, value in choices] or [texts]


@asynccontextmanager
async def desk(folder: Path, name: str) -> AsyncIterator[Desk]:
    """The program over a vendor's simulator."""
    load = VENDORS[name].load
    api, simulated = load(), import_module(f"spandeck.sim.{name}")
    held: list[Desk] = []
    world = World(SEED, clock=lambda: held[0].now_ns if held else NOW_NS)
    arrivals = Arrivals(httpx.ASGITransport(simulated.application(world, limits=None)))
    connection = Connection(name, ORIGIN, Token(simulated.tokens(SEED)["token"]), writes=True)

    def client(used: Connection) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=GateTransport(arrivals, api.descriptor, used),
            base_url=ORIGIN,
            headers={"authorization": f"Bearer {used.token.reveal()}"},
        )

    reading = replace(connection, writes=False)
    file = folder / "events.csv"
    file.write_text("id,score\n1,0.5\n")
    async with client(connection) as writer, client(reading) as reader:
        source = api.open(writer, connection).records
        readonly = api.open(reader, reading).records
        async with running(
            folder, size=(80, 24), clock=lambda: held[0].now_ns if held else NOW_NS
        ) as (
            app,
            pilot,
        ):
            held.append(Desk(app, pilot, source, readonly, arrivals, Walk(source, HOUR_NS), file))
            yield held[0]


@pytest.mark.parametrize("vendor", LOADED)
async def test_every_action_is_checked_refused_held_back_and_done(
    tmp_path: Path, vendor: str
) -> None:
    async with desk(tmp_path, vendor) as it:
        actions = it.source.catalog.actions
        last = [each for each in reversed(actions) if each.effect == "destructive"]
        for action in (*(each for each in actions if each not in last), *last):
            record, given = await it.target(action)
            texts = await it.texts(action, record, given)
            if action.targeted and record is None:
                it.blame(action, f"there is no {action.on} to do it to")
                continue
            for each in variants(action, texts):
                form = await it.open(action, record, it.mended(action, record, each))
                await it.each_wrong(form)
                if action.name in it.refusable and form.drafted() is None:
                    it.undone.add(action.name)
                    await it.leave()
                    continue
                await it.read_only(form)
                await it.refused(form)
                await it.done(form)
                await it.leave()
    assert not it.wrong, "\n".join(it.wrong)
    stale = sorted(it.refusable - it.undone)
    assert not stale, f"REFUSED has actions that are done, or are no more: {', '.join(stale)}"
