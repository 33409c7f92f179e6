"""Every action of every vendor through its form: each field wrong, refused, read-only, and right.

Targets, parents and ids come from the simulator's own lists; what the kinds of fields do not say
stands in `samples`. What is right must arrive as it was meant, and be read afterwards.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest
from pydantic_core import from_json
from textual.pilot import Pilot

from spandeck.model import entry
from spandeck.model.action import Action, Field
from spandeck.model.connection import Connection, Token
from spandeck.model.errors import Refused
from spandeck.model.form import read, written
from spandeck.model.record import iso
from spandeck.model.resource import at
from spandeck.model.source import Outcome, RecordSource
from spandeck.net.gate import GateTransport
from spandeck.sim.world import World
from spandeck.ui.app import Spandeck
from spandeck.ui.screens.confirm import ConfirmScreen, Proof
from spandeck.ui.screens.following import FollowingScreen
from spandeck.ui.screens.form import FormScreen
from spandeck.ui.widgets.act import Act
from spandeck.vendors import VENDORS
from tests.ui.holdings import Holdings, Sample
from tests.ui.running import running, settled
from tests.ui.samples import SAMPLES, SEEN, UNREAD
from tests.ui.sampling import right, wrong
from tests.vendors.opened import LOADED, NOW_NS, ORIGIN, SEED
from tests.vendors.test_walk import HOUR_NS, Walk

EVENTS = "event_id,order_value,country,fraud_score\nsampled-2,12.5,DE,0.5\nsampled-3,7.5,FR,0.25\n"


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
    readonly: RecordSource
    arrivals: Arrivals
    held: Holdings
    wrong: list[str] = field(default_factory=list)
    outcomes: list[Outcome | None] = field(default_factory=list)
    tried: set[tuple[str, str]] = field(default_factory=set)
    """Fields of actions into which wrong texts were written already."""
    named: int = 0
    """How many names were given."""

    @property
    def source(self) -> RecordSource:
        """The vendor's records, with the key that may write."""
        return self.held.source

    async def aim(self, action: Action, sample: Sample) -> None:
        """Find a record that an action can be done to, and what its list was asked by."""
        held, finds = self.held, sample.get("@")
        held.target, held.given = None, {}
        if not action.targeted:
            return
        if callable(finds):
            held.target = await finds(held)
        held.walk.firsts.pop(action.on, None)
        query, rows = await held.found(action.on)
        held.given = {each.field: str(each.value) for each in query.conditions}
        held.target = held.target or (rows[-1] if rows else None)

    async def texts(self, action: Action, sample: Sample) -> dict[str, str]:
        """What is right in every field: what the sample says, parents, ids that there are."""
        held, record = self.held, self.held.target
        others = (await held.rows(action.on)) if action.fields else []
        like = entry.held(replace(action, method="PUT"), others[0] if others else None)
        now = entry.held(action, record)
        said = await spelt(held, sample)
        texts: dict[str, str] = {}
        for each in action.fields:
            if each.name in said:
                value = said[each.name]
                texts[each.name] = "" if value is None else written(each, value)
                continue
            if each.place == "file":
                texts[each.name] = str(held.file)
                continue
            ids = [row.id for row in (await held.rows(each.of) if each.of else ())]
            other = next((one for one in ids if one != now.get(each.name)), "")
            if each.name in held.given:
                texts[each.name] = held.given[each.name]
                continue
            found = other if record else like.get(each.name) or other
            self.named += 1
            texts[each.name] = right(each, found, now.get(each.name, ""), self.named)
        return texts

    async def open(self, action: Action, texts: dict[str, str]) -> FormScreen:
        """The form, filled in; a question that comes at once is put aside."""
        record, later = self.held.target, self.held.later
        form = FormScreen(self.source, self.app.profile, action, record, texts, later)
        await self.app.push_screen(form, self.outcomes.append)
        await settled(self.pilot)
        if await self.asked():
            self.app.pop_screen()
        return form

    async def asked(self) -> ConfirmScreen | None:
        """The question before something is destroyed, once it is there whole."""
        screen = self.app.screen
        if not isinstance(screen, ConfirmScreen):
            return None
        while not screen.query(Act):
            await self.pilot.pause()
        return screen

    async def send(self, form: FormScreen) -> None:
        """Send it, proving by hand what must be proven."""
        self.arrivals.action = form.action
        form.action_send()
        await self.pilot.pause()
        question = await self.asked()
        if question is not None:
            question.query_one(Proof).value = question.proof
            question.action_go_on()
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
        if not form.complained:
            now_ns, action = self.held.now_ns, form.action
            values = entry.sending(action, form.typed, form.before, now_ns)
            with pytest.raises(Refused, match="only reads"):
                await self.readonly.act(self.readonly.draft(action, values, form.target_id))
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
        """What is right arrives as it was meant, the vendor does it, and it is read afterwards."""
        action, typed, vendor = form.action, form.typed, self.source.vendor
        seen = SEEN.get(vendor, {}).get(action.name, (action.on,))
        before = await self.held.told(seen, action.on, typed)
        arrived, outcomes, now_ns = len(self.arrivals.writes), len(self.outcomes), self.held.now_ns
        await self.send(form)
        while len(self.outcomes) == outcomes and self.app.screen is not form:
            if isinstance(self.app.screen, FollowingScreen):
                self.followed(action, self.app.screen)
            await self.pilot.press("escape")
            await settled(self.pilot)
        requests = self.arrivals.writes[arrived:]
        outcome = self.outcomes[-1] if len(self.outcomes) > outcomes else None
        if outcome is None:
            self.blame(action, f"not done: {form.complained or declared(form)} {typed}")
            return
        if len(requests) != 1:
            self.blame(action, f"{len(requests)} requests arrived")
            return
        self.compare(form, typed, requests[0], now_ns)
        self.held.forget(action)
        if action.effect == "read" or action.name in UNREAD.get(vendor, ()):
            if action.effect == "read" and not (outcome.record and outcome.record.raw):
                self.blame(action, "nothing is answered")
        elif outcome.follow is None and await self.held.told(seen, action.on, typed) == before:
            self.blame(action, f"nothing is read of it afterwards in {', '.join(seen)} {typed}")

    def followed(self, action: Action, screen: FollowingScreen) -> None:
        """What takes its time was followed to a good end."""
        if not screen.following.over or screen.following.failed:
            self.blame(action, f"followed: {screen.following.said}")

    def compare(
        self, form: FormScreen, typed: dict[str, str], arrived: httpx.Request, now_ns: int
    ) -> None:
        """What arrived is done to what was chosen, and is what was typed, all of it."""
        action, path = form.action, unquote(arrived.url.raw_path.decode())
        if form.target_id and form.target_id not in path:
            self.blame(action, f"is done to another: {path}")
        for each in entry.counted(action, typed):
            text = typed.get(each.name, "").strip()
            known = each.place == "body" and same(each, text, form.before.get(each.name, ""))
            if not text or (action.method == "PATCH" and known):
                continue
            value = read(each, entry.absolute(each, text, now_ns))
            value = iso(value) if each.kind == "time" else value
            found = carried(action, each, arrived, value)
            if found != value and str(found) != str(value):
                self.blame(action, f"{each.name} arrived as {found!r}, not {value!r}")


def same(known: Field, text: str, before: str) -> bool:
    """Whether a field means what it did before."""
    return text == before.strip() or (bool(before) and read(known, text) == read(known, before))


def carried(action: Action, known: Field, arrived: httpx.Request, meant: object) -> object:
    """A field's value as a request carries it; where it is amid other text, what is `meant`."""
    path = unquote(arrived.url.raw_path.decode().partition("?")[0])
    if known.place == "query":
        return arrived.url.params.get(known.name)
    if known.place == "path":
        return meant if str(meant) in path.split("/") else path
    if arrived.headers.get("content-type", "").startswith("multipart"):
        text = arrived.content.decode()
        wanted = EVENTS if known.place == "file" else f'name="{known.name}"\r\n\r\n{meant}\r\n'
        return meant if wanted in text else text
    body = from_json(arrived.content)
    return body if action.whole else at(body, known.name)


def declared(form: FormScreen) -> str:
    """What is said above the fields."""
    return "".join(each.said.plain for each in form.query(".declared"))  # type: ignore[attr-defined]


async def spelt(held: Holdings, sample: Sample) -> dict[str, object]:
    """A sample's values; what `*` finds stands for several fields."""
    said: dict[str, object] = {}
    for name, value in sample.items():
        if name == "@":
            continue
        found = await value(held) if callable(value) else value
        said.update(found if isinstance(found, dict) and name == "*" else {name: found})
    return said


def variants(vendor: str, action: Action) -> tuple[Sample, ...]:
    """What is filled in one time after the other: samples, or else a choice of each kind."""
    samples = SAMPLES.get(vendor, {}).get(action.name, {})
    if isinstance(samples, tuple):
        return samples
    whens = [each.when for each in action.fields if each.when]
    first = whens[0][0] if whens and whens[0][0] not in samples else ""
    choices = dict.fromkeys(value for name, *values in whens if name == first for value in values)
    return tuple({**samples, first: each} for each in choices) or (samples,)


@asynccontextmanager
async def desk(folder: Path, name: str) -> AsyncIterator[Desk]:
    """The program over a vendor's simulator."""
    api, simulated = VENDORS[name].load(), import_module(f"spandeck.sim.{name}")
    desks: list[Desk] = []

    def now_ns() -> int:
        return desks[0].held.now_ns if desks else NOW_NS

    world = World(SEED, clock=now_ns)
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
    file.write_text(EVENTS)
    async with client(connection) as writer, client(reading) as reader:
        source = api.open(writer, connection).records
        readonly = api.open(reader, reading).records
        held = Holdings(source, Walk(source, HOUR_NS), file)
        async with running(folder, size=(80, 24), clock=now_ns) as (app, pilot):
            desks.append(Desk(app, pilot, readonly, arrivals, held))
            yield desks[0]


def parts() -> list[tuple[str, str]]:
    """Every vendor's groups: each is a test of its own, so that workers share them."""
    found: list[tuple[str, str]] = []
    for name in LOADED:
        catalog = VENDORS[name].load().catalog
        groups = dict.fromkeys(catalog.by_name[each.on].group for each in catalog.actions)
        found += [(name, group) for group in groups]
    return found


@pytest.mark.parametrize(("vendor", "group"), parts())
async def test_every_action_is_checked_refused_held_back_and_done(
    tmp_path: Path, vendor: str, group: str
) -> None:
    async with desk(tmp_path, vendor) as it:
        catalog = it.source.catalog
        actions = [each for each in catalog.actions if catalog.by_name[each.on].group == group]
        last = [each for each in reversed(actions) if each.effect == "destructive"]
        for action in (*(each for each in actions if each not in last), *last):
            await exercised(it, action)
    assert not it.wrong, "\n".join(it.wrong)


async def exercised(it: Desk, action: Action) -> None:
    """One action: wrong, held back, refused, and done with each of its samples."""
    for nth, sample in enumerate(variants(it.source.vendor, action)):
        await it.aim(action, sample)
        if action.targeted and it.held.target is None:
            it.blame(action, f"there is no {action.on} to do it to")
            continue
        form = await it.open(action, await it.texts(action, sample))
        await it.each_wrong(form)
        if nth == 0:
            await it.read_only(form)
            await it.refused(form)
        await it.done(form)
        await it.leave()
    tried = {name for one, name in it.tried if one == action.name}
    untried = sorted({each.name for each in action.fields} - tried)
    if untried:
        it.blame(action, f"never filled in: {', '.join(untried)}")
