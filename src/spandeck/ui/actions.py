"""What can be done at a vendor as commands: each opens the form of its action.

What is near comes first: actions on the resource that is shown, then those that take its ids.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from spandeck.model.action import Action
from spandeck.model.query import BadQuery
from spandeck.model.resource import Record, Resource
from spandeck.model.source import RecordSource
from spandeck.ui.commands import Command
from spandeck.ui.profile import Profile
from spandeck.ui.screens.form import FormScreen

Open = Callable[[FormScreen], None]
"""Shows a form; whoever gives it reloads when the form is dismissed with an outcome."""
LONGEST_ID = 20
NOTHING: Mapping[str, str] = MappingProxyType({})


def commands(
    source: RecordSource,
    profile: Profile,
    resource: Resource | None,
    record: Record | None,
    open: Open,  # noqa: A002  (the word for it)
    lately: Mapping[str, str] = NOTHING,
) -> Sequence[Command]:
    """Every action of the vendor; those on `resource` are done to `record` where they need one.

    `lately` are the ids that were chosen last, by resource: what an action is within begins so.
    """
    actions = sorted(source.catalog.actions, key=lambda each: distance(each, resource))
    return [
        command(source, profile, each, here(each, resource, record, lately), open)
        for each in actions
    ]


def distance(action: Action, resource: Resource | None) -> int:
    """How far an action is from the resource that is shown; equal ones keep their order."""
    if resource is None or action.on == resource.name:
        return 0
    return 1 if any(each.of == resource.name for each in action.fields) else 2


def here(
    action: Action, resource: Resource | None, record: Record | None, lately: Mapping[str, str]
) -> tuple[Record | None, dict[str, str]]:
    """The record that the action is done to, and what its form begins with."""
    placed = (each for each in action.fields if each.place == "path")
    around = {each.name: lately[each.of] for each in placed if each.of in lately}
    if resource is None or record is None or not record.id:
        return None, around
    if action.on == resource.name:
        return record, around
    fields = (each for each in action.fields if each.of == resource.name)
    return None, around | {each.name: record.id for each in fields}


def command(
    source: RecordSource,
    profile: Profile,
    action: Action,
    begun: tuple[Record | None, dict[str, str]],
    show: Open,
) -> Command:
    """One action as a command; one that needs a record takes its id where none is at hand."""
    record, values = begun
    needs = action.targeted and record is None

    def run(argument: str) -> None:
        if needs and not argument:
            raise BadQuery(f"Which one? Write :{action.name} and its id, or go to its list.")
        target = Record(argument, {}) if argument and action.targeted else record
        show(FormScreen(source, profile, action, target, values))

    return Command(action.name, about(source, action, record), run, "ID" if needs else "")


def about(source: RecordSource, action: Action, record: Record | None) -> str:
    """What it does, to what, and why it cannot be sent if it cannot."""
    shown = record.id if record and action.targeted else ""
    shown = shown if len(shown) <= LONGEST_ID else f"…{shown[-LONGEST_ID + 1 :]}"
    which = f" · {shown}" if shown else ""
    marks = " · destroys" if action.effect == "destructive" else ""
    stage = f" · {action.stage}" if action.stage else ""
    writes = source.writes or action.effect == "read"
    reason = "" if writes else " · this profile only reads: look, not send"
    return f"{action.title}{which}{marks}{stage}{reason}"
