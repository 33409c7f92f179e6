"""`spandeck do`: an action as the request it will be, and with `--send` the request itself.

Nothing is sent before the form is right, the profile allows it and what is destroyed is confirmed.
"""

import argparse
import asyncio
import json
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

from spandeck.cli.bulk import account, admit, foretell
from spandeck.cli.choice import Choice, meant
from spandeck.cli.connect import connect
from spandeck.cli.ending import Usage
from spandeck.cli.following import follow
from spandeck.cli.narrate import say
from spandeck.cli.offer import catalog
from spandeck.cli.outlet import stdout
from spandeck.cli.progress import progress
from spandeck.cli.told import fields
from spandeck.config.settings import BadConfig
from spandeck.export import encode
from spandeck.model.action import Action, Field, Values
from spandeck.model.bulk import Bulk, bulk, portions
from spandeck.model.entry import absolute, proof
from spandeck.model.form import filled
from spandeck.model.nearest import nearest
from spandeck.model.once import forgotten, shown
from spandeck.model.page import Ask, Freshness
from spandeck.model.resource import Record
from spandeck.model.source import Draft, Outcome, RecordSource
from spandeck.paint.quota import report
from spandeck.vendors.drafting import BadId, draft

ASK = Ask(freshness=Freshness.RELOAD, patience_s=60.0, pane="do")
"""A minute for the budget: a person may be waiting, and a script may try again."""
LONGEST = 16_000_000
"""Bytes of a file whose text is a field's value."""


def run(arguments: argparse.Namespace) -> int:
    """Print the request, or send it."""
    action = catalog(arguments.vendor).action(arguments.action)
    target: str = arguments.id
    if target and not action.targeted:
        raise Usage(f"{action.name} takes no ID.")
    if action.targeted and not target:
        raise Usage(f"{action.name} takes an ID: what it is done to.")
    now_ns = time.time_ns()
    values = filled(said(action), typed(action, arguments.fields, now_ns), now_ns)
    try:
        drafts = [draft(action, each, target) for each in portions(action, values)]
    except BadId as error:
        raise Usage(f"{error}.") from error
    if action.note:
        say(action.note)
    if not arguments.send:
        for each in drafts:
            show(each, arguments.output)
        stdout().flush()
        foretell(arguments, drafts)
        say("nothing was sent: this is what --send would send.")
        return 0
    choice = meant(arguments)
    allow(choice, action, proof(action, values, target), arguments.confirm)
    asyncio.run(send(arguments, choice, action, values))
    return 0


def said(action: Action) -> Action:
    """The action without the defaults that would change what nobody spoke of."""
    if action.method != "PATCH":
        return action
    fields = (each if each.required else replace(each, default=None) for each in action.fields)
    return replace(action, fields=tuple(fields))


def typed(action: Action, given: list[str], now_ns: int) -> dict[str, str]:
    """The texts of the form from `--set`; raise `Usage` for what is no field."""
    known = {each.name: each for each in action.fields}
    texts: dict[str, str] = {}
    for each in given:
        name, equals, text = each.partition("=")
        if not equals:
            raise Usage(f"--set takes FIELD=VALUE, not “{each}”.")
        if name not in known:
            advice = nearest(name, known) if known else "It takes none."
            raise Usage(f"{action.name} has no field “{name}”. {advice}")
        if name in texts and known[name].kind not in ("list", "choices"):
            raise Usage(f"{name} is set twice.")
        value = absolute(known[name], written(known[name], text), now_ns)
        texts[name] = f"{texts[name]}\n{value}" if name in texts else value
    return texts


def written(known: Field, text: str) -> str:
    """A value as it was said, or as a file says it; raise `Usage` for one that cannot be read."""
    if not text.startswith("@"):
        return text
    name = text[1:]
    if name.startswith("@"):
        return name
    try:
        if name == "-":
            found = sys.stdin.read(LONGEST + 1)
        else:
            with Path(name).open(encoding="utf-8") as stream:
                found = stream.read(LONGEST + 1)
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
        raise Usage(f"{known.name}: {name} cannot be read: {str(why).lower()}.") from error
    if len(found) > LONGEST:
        raise Usage(f"{known.name}: {name} is too large.")
    return found.removesuffix("\n")


def show(drafted: Draft, output: str) -> None:
    """The request as it would be sent, its secrets covered."""
    if output == "json":
        request = {
            "method": drafted.method,
            "path": drafted.path,
            "query": drafted.params,
            "body": drafted.veiled,
            **({"file": drafted.file[1]} if drafted.file else {}),
            "sent": False,
        }
        stdout().write(f"{encode(request)}\n")
    else:
        stdout().write(f"{drafted.method} {drafted.path}\n")
        for name, value in drafted.params.items():
            stdout().write(f"  {name} = {value}\n")
        if drafted.file is not None:
            stdout().write("  {} = the file {}\n".format(*drafted.file))
        if drafted.veiled is not None:
            stdout().write(f"{json.dumps(drafted.veiled, ensure_ascii=False, indent=2)}\n")


def allow(choice: Choice, action: Action, wanted: str, confirmed: str | None) -> None:
    """Raise before anything is opened if the profile only reads, or nobody confirmed."""
    if action.effect == "read":
        return
    if not (choice.profile.writes or choice.demo):
        raise BadConfig(
            f"profile {choice.profile.name} only reads, so nothing was sent. "
            "Use a profile with writes = true."
        )
    if action.effect == "destructive" and confirmed != wanted:
        why = "does not end so" if confirmed else "is destroyed for good"
        raise Usage(
            f"nothing was sent: what {action.name} is done to {why}. "
            "Say --confirm with the last six characters of its id (spandeck do --help)."
        )


async def send(
    arguments: argparse.Namespace, choice: Choice, action: Action, values: Values
) -> None:
    """Send it once, print what came of it, and follow what takes its time.

    What takes several requests is all admitted by the day's quota, or not begun.
    """
    async with AsyncExitStack() as stack:
        sources = await connect(choice, stack, only=(arguments.vendor,))
        for notice in sources.notices:
            say(notice)
        if choice.demo:
            say("this is done to simulated data.")
        source = sources.records[arguments.vendor]
        sent = bulk(source, action, values, arguments.id)
        admit(sent, sources.budget)
        await run_all(sent, action, arguments.output)
        if action.follow is None or arguments.no_wait:
            return
        for outcome in sent.outcomes:
            if outcome.follow is not None:
                await follow(source, action.follow, outcome.follow, arguments.output)


async def run_all(sent: Bulk, action: Action, output: str) -> None:
    """Send the requests and print what came of them, however that ends."""
    try:
        async with progress(lambda: report(sent)):
            await sent.run(ASK)
    except asyncio.CancelledError:
        if action.effect != "read":
            say("interrupted: whether it was done is unknown; spandeck writes knows if it left.")
        raise
    finally:
        if sent.several:
            account(sent, output)
    if not sent.several:
        tell(sent.source, action, sent.outcomes[0], output)


def tell(source: RecordSource, action: Action, outcome: Outcome, output: str) -> None:
    """What the vendor answered; what is shown only once is printed this one time."""
    once = shown(action, outcome)
    record = forgotten(action, outcome).record
    if output == "json":
        raw = outcome.record.raw if outcome.record else None
        stdout().write(f"{encode(raw)}\n")
    else:
        for path, value in once:
            stdout().write(f"{path}  {value}\n")
        if record is not None and record.raw:
            fields(record.raw, source.catalog.resource(action.on))
    stdout().flush()
    say(f"{source.title}: {action.title.lower()}: {done(outcome.status, record)}.")
    if once:
        names = ", ".join(path for path, _ in once)
        say(f"{names} is shown this one time and stored nowhere: keep it safe.")


def done(status: int, record: Record | None) -> str:
    """How it went, in a few words."""
    named = f", {record.id}" if record is not None and record.id else ""
    return f"done (HTTP {status}){named}"
