"""`spandeck actions`: what can be done at a vendor, and which fields it takes; asks no vendor."""

import argparse
from dataclasses import asdict

from spandeck.cli.narrate import say
from spandeck.cli.offer import catalog
from spandeck.cli.outlet import stdout
from spandeck.cli.table import Column, Table
from spandeck.export import encode
from spandeck.model.action import Action, Field
from spandeck.model.form import written


def allowed(known: Field) -> str:
    """What a field takes, in words."""
    words = [" | ".join(known.choices)] if known.choices else []
    words += [f"≥ {known.least:g}"] if known.least is not None else []
    words += [f"≤ {known.most:g}"] if known.most is not None else []
    words += [f"at most {known.longest}"] if known.longest is not None else []
    words += [f"an id of {known.of}"] if known.of else []
    return ", ".join(words)


def condition(known: Field) -> str:
    """When a field counts at all."""
    if known.when is None:
        return ""
    other, *values = known.when
    return f"{other} is {' or '.join(values)}"


ACTIONS: tuple[Column[Action], ...] = (
    Column("ACTION", lambda each: each.name),
    Column("ON", lambda each: f"{each.on} ID" if each.targeted else each.on),
    Column("EFFECT", lambda each: each.effect),
    Column("STAGE", lambda each: each.stage),
    Column("TITLE", lambda each: each.title, widest=64),
)
FIELDS: tuple[Column[Field], ...] = (
    Column("FIELD", lambda each: each.name),
    Column("KIND", lambda each: each.kind),
    Column("NEEDED", lambda each: "yes" if each.required else ""),
    Column("DEFAULT", lambda each: "" if each.default is None else written(each, each.default)),
    Column("ALLOWED", allowed, widest=80),
    Column("ONLY WHERE", condition, widest=64),
    Column("ABOUT", lambda each: each.about, widest=100),
)


def run(arguments: argparse.Namespace) -> int:
    """Print a vendor's actions, or the fields of one."""
    offered = catalog(arguments.vendor)
    found = [offered.action(arguments.action)] if arguments.action else offered.actions
    if arguments.output == "json":
        made = [record(each) for each in found]
        stdout().write(f"{encode(made[0] if arguments.action else made)}\n")
        return 0
    if not arguments.action:
        Table(stdout(), ACTIONS).add(found)
        return 0
    (action,) = found
    Table(stdout(), FIELDS).add(action.fields)
    target = " ID" if action.targeted else ""
    say(f"{action.title}: spandeck do {offered.vendor} {action.name}{target} --set FIELD=VALUE …")
    if action.note:
        say(action.note)
    return 0


def record(action: Action) -> dict[str, object]:
    """One action whole."""
    return {
        "name": action.name,
        "title": action.title,
        "on": action.on,
        "method": action.method,
        "path": action.template,
        "effect": action.effect,
        "stage": action.stage,
        "note": action.note,
        "shown_once": list(action.once),
        "followed_by": action.follow.resource if action.follow else None,
        "fields": [asdict(each) for each in action.fields],
    }
