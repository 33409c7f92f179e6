"""Writing what was noted of a failure back to a vendor: which action keeps it, and its form.

Nothing is sent here: the form is, with its look before, its confirmation and its refusals.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from spandeck.model.action import Action
from spandeck.model.errors import NotCached, SourceError
from spandeck.model.group import Target
from spandeck.model.noted import Noted, texts
from spandeck.model.query import BadQuery
from spandeck.model.resource import Record
from spandeck.model.source import RecordSource
from spandeck.ui.notice import tell
from spandeck.ui.offers import Offers
from spandeck.ui.screens.chooser import Choice, Chooser
from spandeck.ui.screens.form import FormScreen
from spandeck.ui.screens.frame import FrameScreen
from spandeck.ui.triage import Triage

PROJECT, PROJECTS = "{project}", "projects"
"""Where an action names its project, and the resource in which projects are listed."""


@dataclass(frozen=True, slots=True)
class Way:
    """One action by which one vendor keeps it."""

    source: RecordSource
    action: Action
    noted: Noted
    """Its project is a name still, as the vendor told it."""


def selected(triage: Triage, target: Target, note: str) -> Sequence[Noted]:
    """What is selected at each vendor that told of it as failed, its own vendor first."""
    key = target.id if target.kind == "group" else triage.holding(target)
    group = triage.board.group(key) if key else None
    recent = group.recent if group else ()
    spans = {(each.of.trace_id, each.of.span_id) for each in recent if target.kind == "group"}
    trace_id, _, span_id = target.id.partition("/")
    found: dict[str, Noted] = {}
    for each in (*recent, *(item.occurrence for item in reversed(triage.ring.items))):
        of = each.of
        one = of.trace_id == trace_id and span_id in ("", of.span_id)
        if of.trace_id is not None and (one or (of.trace_id, of.span_id) in spans):
            told = Noted(each.vendor, of.trace_id, of.span_id, of.project or "", each.at_ns, note)
            found.setdefault(each.vendor, told)
    if not found and target.kind != "group":
        found[target.vendor] = Noted(target.vendor, trace_id, span_id or None, note=note)
    return sorted(found.values(), key=lambda each: each.vendor != target.vendor)


def ways(records: Mapping[str, RecordSource], found: Sequence[Noted]) -> Sequence[Way]:
    """Everything that can keep these."""
    return [
        Way(source, action, each)
        for each in found
        if (source := records.get(each.vendor)) is not None
        for action in source.catalog.actions
        if action.keeps
    ]


def offer(screen: FrameScreen, triage: Triage, note: str) -> None:
    """Choose where it is kept; a single way is taken."""
    target, records = screen.target(), screen.sources.records if screen.sources else {}
    if target is None:
        tell(screen, "Select an error group, a trace or a span first.")
        return
    notes = triage.board.notes(target)
    found = ways(records, selected(triage, target, note or (notes[-1].text if notes else "")))

    def take(way: Way | None) -> None:
        if way is not None:
            screen.run_worker(begin(screen, way), group="writeback", exclusive=True)

    if not found:
        tell(screen, "No vendor that told of this can keep a note. The key ; keeps one here.")
    elif len(found) == 1:
        take(found[0])
    else:
        choices = [Choice(each, f"{each.source.title}: {each.action.title}") for each in found]
        screen.app.push_screen(Chooser("Write it back to", choices), take)


async def begin(screen: FrameScreen, way: Way) -> None:
    """Find what the form needs to know, choose what it is done to, and show it."""
    offers, catalog = Offers(way.source), way.source.catalog
    try:
        noted = replace(way.noted, project=await project(way, offers))
        if not way.action.targeted:
            show(screen, way, noted, None)
            return
        resource = catalog.resource(way.action.on)
        targets = await offers.listed(resource, {})
    except (SourceError, NotCached, BadQuery) as error:
        tell(screen, str(error), "error")
        return

    def take(identity: str | None) -> None:
        if identity is not None:
            show(screen, way, noted, Record(identity, {}))

    if targets:
        screen.app.push_screen(Chooser(way.action.title, targets, search=True), take)
    else:
        tell(screen, f"{way.source.title} has no {resource.title.lower()} yet.", "warning")


async def project(way: Way, offers: Offers) -> str:
    """The id of its project, where the action needs one and the vendor told the name."""
    asking = any(PROJECT in template for template in way.action.keeps.values())
    if not asking or not way.noted.project:
        return ""
    known = await offers.listed(way.source.catalog.resource(PROJECTS), {})
    return next((each.value for each in known if each.aside == way.noted.project), "")


def show(screen: FrameScreen, way: Way, noted: Noted, record: Record | None) -> None:
    """The form, filled in as far as is known; in the turn of the screen whose data it shares."""
    values = texts(way.action, noted)
    form = FormScreen(way.source, screen.profile, way.action, record, values)
    screen.call_next(screen.push, form)
