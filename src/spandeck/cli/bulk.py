"""What `do` says of an action that a day's quota counts, or that takes several requests.

All of it fits into what the day has left, or nothing of it is sent.
"""

import argparse
import time
from collections.abc import Sequence

from spandeck.cli.choice import meant
from spandeck.cli.connect import connection
from spandeck.cli.narrate import say
from spandeck.cli.outlet import stdout
from spandeck.config.settings import BadConfig
from spandeck.export import encode
from spandeck.model.bulk import Bulk
from spandeck.model.errors import Limited
from spandeck.model.limits import Budget, Descriptor
from spandeck.model.quota import DAY, Quota, quota
from spandeck.model.source import Draft
from spandeck.net import State
from spandeck.paint.quota import left, refusal, report, requests
from spandeck.vendors import VENDORS


def admit(bulk: Bulk, budget: Budget) -> None:
    """Say what the day has left; raise `Limited` where that is not enough for all of it."""
    found = bulk.quota(budget)
    if found is None:
        return
    if not found.admits(len(bulk.drafts)):
        refused = Limited(bulk.source.title, found.returns_s)
        refused.happened = refusal(found, len(bulk.drafts), time.time_ns())
        refused.advice = "Nothing was sent."
        raise refused
    say(f"{requests(len(bulk.drafts))}; {left(found)}.")


def foretell(arguments: argparse.Namespace, drafts: Sequence[Draft]) -> None:
    """Say the same of what would be sent, as far as this host knows; asks no vendor."""
    count, first = len(drafts), drafts[0]
    found = stands(arguments, VENDORS[arguments.vendor].load().descriptor, first)
    if found is None and count > 1:
        say(f"this takes {requests(count)}.")
    elif found is not None and found.admits(count):
        say(f"this takes {requests(count)}; {left(found)}.")
    elif found is not None:
        say(f"{refusal(found, count, time.time_ns())}.")


def stands(arguments: argparse.Namespace, descriptor: Descriptor, draft: Draft) -> Quota | None:
    """What the day has left for such a request; None where none is counted, or nobody asks yet."""
    category = descriptor.route(draft.method, draft.path).category
    if all(each.seconds < DAY for each in descriptor.windows.get(category, ())):
        return None
    try:
        choice = meant(arguments)
        if choice.demo:
            return None
        known = connection(choice, arguments.vendor)
    except BadConfig:
        return None  # what would be sent is shown to whoever has no key, too
    state = State.open(choice.places.state)
    try:
        state.scope(known, descriptor)
        return quota(state.standing(arguments.vendor, draft.method, draft.path))
    finally:
        state.close()


def account(bulk: Bulk, output: str) -> None:
    """How far several requests came; the ids with which it was not done are data."""
    if output == "json":
        told = {"done": bulk.done, "unknown": bulk.unknown, "not_done": bulk.untouched}
        stdout().write(f"{encode({'requests': len(bulk.drafts), **told})}\n")
    else:
        for word, ids in (("unknown", bulk.unknown), ("not done", bulk.untouched)):
            for each in ids:
                stdout().write(f"{word}  {each}\n")
    stdout().flush()
    say(f"{bulk.source.title}: {report(bulk)}.")
