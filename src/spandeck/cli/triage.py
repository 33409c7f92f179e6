"""`spandeck triage`: the error groups of a profile, from its store; asks no vendor."""

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from time import time_ns
from typing import get_args

from spandeck.cli.asked import moment_ns
from spandeck.cli.choice import meant
from spandeck.cli.ending import Failed, Usage
from spandeck.cli.grouping import bookmarked, group, groups
from spandeck.cli.narrate import say
from spandeck.cli.outlet import stdout
from spandeck.model.group import Target, Word
from spandeck.model.nearest import nearest
from spandeck.model.query import DURATION, MILLISECONDS, BadQuery
from spandeck.model.query import time_ns as time_of
from spandeck.private import create
from spandeck.triage.act import NotDone
from spandeck.triage.board import Board
from spandeck.triage.exchange import LONGEST_LINE, BadExchange, lines, parsed
from spandeck.triage.store import Sight, Store

WORDS: tuple[Word, ...] = get_args(Word)
FOREVER_NS = 100 * 365 * 86_400 * 10**9
CLOCK = re.compile(r"(\d{1,2}):(\d\d)")
WORSE = "worse"
BAD_LINES = 20
"""Lines of an import of which it is said one by one why they were left out."""


def run(arguments: argparse.Namespace) -> int:
    """Do one thing with the profile's store; raise `Failed` where it could not be done."""
    with closing(Store.open(meant(arguments).triage)) as store:
        if store.path is None:  # an empty list or export must not pass for what is known
            raise Failed(store.barred)
        try:
            done = DOING[arguments.act](store, arguments)
        except NotDone as error:
            raise Failed(str(error)) from error
        finally:
            for notice in store.notices:
                say(notice)
    if isinstance(done, str):
        stdout().write(f"{done}\n")
    return 0


def board(store: Store, *, back_ns: int = FOREVER_NS) -> Board:
    """The groups, as far back as the store goes."""
    return Board(store, back_ns=back_ns)


def print_list(store: Store, arguments: argparse.Namespace) -> None:
    """Print the groups; those of the last day, and those somebody ruled on, unless it is all."""
    found = (board(store) if arguments.all else Board(store)).groups()
    words = arguments.state.split(",") if arguments.state else None
    for word in words or ():
        if word not in WORDS:
            raise Usage(f"there is no state “{word}”. {nearest(word, WORDS)}")
    chosen = [each for each in found if words is None or each.state.word in words]
    groups(arguments.output, chosen)
    if chosen:
        return
    if found:
        say("no group like that.")
    elif store.firsts():
        say("no group failed within a day; --all says more.")
    else:
        say("no error group is known on this profile yet: spandeck, left open, gathers them.")


def print_group(store: Store, arguments: argparse.Namespace) -> None:
    """Print one group."""
    known = board(store)
    found = known.named(arguments.key)
    group(arguments.output, found, known.history(found.fingerprint.key))


def rule(act: Callable[[Board, str], str]) -> Callable[[Store, argparse.Namespace], str]:
    """Do the same to several groups, to be undone at once."""

    def done(store: Store, arguments: argparse.Namespace) -> str:
        known = board(store)
        keys = [known.named(each).fingerprint.key for each in arguments.keys]
        with known.together():
            return "\n".join(act(known, key) for key in keys)

    return done


def snooze(store: Store, arguments: argparse.Namespace) -> str:
    """Leave groups for a while."""
    until_ns = None if arguments.until == WORSE else ending_ns(arguments.until, time_ns())
    return rule(lambda known, key: known.snooze(key, until_ns))(store, arguments)


def ending_ns(text: str, now_ns: int) -> int:
    """When a snooze ends: `2h` from now, the next `15:00`, or an ISO time, all UTC."""
    ahead, at = DURATION.fullmatch(text), CLOCK.fullmatch(text)
    if ahead is not None and ahead[2]:
        return now_ns + int(min(float(ahead[1]) * MILLISECONDS[ahead[2]] * 1e6, FOREVER_NS))
    if at is not None and int(at[1]) < 24 and int(at[2]) < 60:
        now = datetime.fromtimestamp(now_ns // 10**9, UTC)
        then = now.replace(hour=int(at[1]), minute=int(at[2]), second=0)
        return int((then if then > now else then + timedelta(days=1)).timestamp()) * 10**9
    try:
        return time_of("--until", text)
    except BadQuery:
        raise Usage(f"--until is 2h, 15:00, 2026-11-21T15:00Z or {WORSE}, not “{text}”.") from None


def note(store: Store, arguments: argparse.Namespace) -> str:
    """Write a note."""
    known = board(store)
    text = sys.stdin.read() if arguments.text == "-" else arguments.text
    return known.note(target(known, arguments), text)


def bookmark(store: Store, arguments: argparse.Namespace) -> str:
    """Bookmark something, or no longer."""
    known = board(store)
    found = target(known, arguments)
    told = known.group(found.id) if found.kind == "group" else None
    return known.bookmark(found, told.title if told else f"{found.kind} {found.id}")


def target(known: Board, arguments: argparse.Namespace) -> Target:
    """What is meant: a group's key or its beginning, else a trace or a span that is named whole.

    Raise `Usage` for a trace of which nobody knows whose it is.
    """
    text: str = arguments.target
    trace_id, _, span_id = text.partition("/")
    told = (each for found in known.groups() for each in found.recent)
    vendor = next((each.vendor for each in told if each.of.trace_id == trace_id), "")
    if arguments.vendor or vendor:
        return Target("span" if span_id else "trace", text, arguments.vendor or vendor)
    try:
        return Target("group", known.named(text).fingerprint.key)
    except NotDone as error:
        raise Usage(
            f"there is no one group “{text}”, and for a trace that none holds, say --vendor."
        ) from error


def print_bookmarks(store: Store, arguments: argparse.Namespace) -> None:
    """Print what is bookmarked."""
    found = board(store).bookmarks()
    bookmarked(arguments.output, found)
    if not found:
        say("nothing is bookmarked.")


def export(store: Store, arguments: argparse.Namespace) -> None:
    """Print all acts and groups."""
    acts = [act for _, act in store.acts()]
    put(arguments.file, (f"{each}\n" for each in lines(acts, store.seen(None))))


def take_in(store: Store, arguments: argparse.Namespace) -> str:
    """Join an export with what is here, and say what could not be read of it."""
    try:
        bundle = parsed(text_of(arguments.file), time_ns())
    except BadExchange as error:
        raise Failed(str(error)) from error
    added = store.add(bundle.acts)
    store.join(Sight(bundle.seen))
    for each in bundle.bad[:BAD_LINES]:
        say(f"line {each.number} {each.why}; it was left out.")
    if len(bundle.bad) > BAD_LINES:
        say(f"and {len(bundle.bad) - BAD_LINES} more lines were left out.")
    left = f"; {len(bundle.bad)} left out" if bundle.bad else ""
    seen = "1 group" if len(bundle.seen) == 1 else f"{len(bundle.seen)} groups"
    return f"Lines read: {len(bundle.acts)} acts, {added} of them new; {seen}{left}."


def text_of(path: Path) -> Iterator[str]:
    """The lines of a file, or of stdin; one that is far too long comes in pieces."""
    stdin = str(path) == "-"
    with nullcontext(sys.stdin) if stdin else path.open(encoding="utf-8", errors="replace") as file:
        yield from iter(lambda: file.readline(LONGEST_LINE + 1), "")


def hand_over(store: Store, arguments: argparse.Namespace) -> None:
    """Print what happened since a time."""
    since_ns = moment_ns("--since", arguments.since, time_ns())
    put(arguments.file, [board(store).handover(since_ns)])


def put(path: Path | None, text: Iterable[str]) -> None:
    """Print text, or write it to a file, whole or not at all; what is no file is written into.

    A device or a pipe must never be replaced by a file, nor a link by what it leads to.
    """
    if path is None:
        stdout().writelines(text)
        return
    path = Path(os.path.realpath(path))
    if path.exists() and not path.is_file():
        with path.open("w", encoding="utf-8") as place:
            place.writelines(text)
        return
    draft = path.with_name(f".{path.name}.{token_hex(4)}")
    try:
        with create(draft) as file:
            file.writelines(text)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    say(f"written to {path}.")


DOING: Mapping[str, Callable[[Store, argparse.Namespace], str | None]] = {
    "list": print_list,
    "show": print_group,
    "ack": rule(Board.ack),
    "resolve": rule(Board.resolve),
    "reopen": rule(Board.reopen),
    "snooze": snooze,
    "note": note,
    "bookmark": bookmark,
    "bookmarks": print_bookmarks,
    "undo": lambda store, _: board(store).undo(),
    "split": lambda store, arguments: board(store).split(arguments.key, arguments.field),
    "merge": lambda store, arguments: board(store).merge(arguments.key, arguments.into),
    "export": export,
    "import": take_in,
    "handover": hand_over,
}
"""What each command does; a sentence it returns is printed."""
