"""What can be typed after `spandeck triage`; must import nothing heavy: `--help` ends here."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Callable
from pathlib import Path

from spandeck.cli.options import Commands, add_choice, add_output
from spandeck.model.names import VENDORS

EXAMPLES = """\
examples:
  spandeck triage list --state new,escalating -o ndjson
  spandeck triage ack 5fc50f1a8b
  spandeck triage snooze 5fc5 --until worse
  spandeck triage note 5fc5 'the vendor knows of it: ticket 4711'
  spandeck triage export -o triage.jsonl && git commit -m 'Triage' triage.jsonl
  spandeck triage handover --since 8h -o handover.md

A KEY is a group's, or its beginning. No vendor is asked: the groups are those that the deck has
seen on this profile, and what is done here is seen there within two seconds.
"""
ABOUT: dict[str, tuple[str, Callable[[ArgumentParser], None]]] = {}
"""What each command under it does, and what it takes; filled below, in the order of `--help`."""


def add_triage(commands: Commands) -> None:
    """`spandeck triage`."""
    made = commands.add_parser(
        "triage",
        help="look at error groups, and acknowledge, note, export and hand them over",
        description="Looks at the error groups of a profile, and says what is thought of them.",
        epilog=EXAMPLES,
        formatter_class=RawDescriptionHelpFormatter,
    )
    acts = made.add_subparsers(title="commands", metavar="COMMAND", required=True, dest="act")
    for name, (what, add) in ABOUT.items():
        act = acts.add_parser(name, help=what, description=f"{what[:1].upper()}{what[1:]}.")
        add(act)
        add_choice(act)
        act.set_defaults(module="triage")


def takes(name: str, what: str) -> Callable[[Callable[[ArgumentParser], None]], None]:
    """Enter a command, with the function that adds its arguments."""

    def enter(add: Callable[[ArgumentParser], None]) -> None:
        ABOUT[name] = what, add

    return enter


@takes("list", "print the error groups, those that ask for attention first")
def add_list(made: ArgumentParser) -> None:
    """`list`."""
    made.add_argument("--state", metavar="WORDS", help="only these, such as new,acked")
    made.add_argument("--all", action="store_true", help="also those that failed long ago")
    add_output(made, ("table", "json", "ndjson"))


@takes("show", "print all that is known of a group")
def add_show(made: ArgumentParser) -> None:
    """`show`."""
    add_key(made)
    made.add_argument(
        "-o", "--output", choices=("text", "json"), default="text", help="how to print (text)"
    )


def add_key(made: ArgumentParser) -> None:
    """One group."""
    made.add_argument("key", metavar="KEY", help="the group's key, or its beginning")


def add_keys(made: ArgumentParser) -> None:
    """Some groups."""
    made.add_argument("keys", nargs="+", metavar="KEY", help="a group's key, or its beginning")


def add_target(made: ArgumentParser) -> None:
    """A group, a trace or a span."""
    made.add_argument("target", metavar="KEY|TRACE", help="a group, a trace, or TRACE/SPAN")
    made.add_argument("--vendor", choices=VENDORS, metavar="VENDOR", help="whose trace it is")


takes("ack", "say that somebody is on it")(add_keys)
takes("resolve", "say that it is over; if it fails again it has regressed")(add_keys)
takes("reopen", "say that it is for review after all")(add_keys)


@takes("snooze", "leave it for a while")
def add_snooze(made: ArgumentParser) -> None:
    """`snooze`."""
    add_keys(made)
    made.add_argument(
        "--until", required=True, metavar="TIME", help="2h, 15:00 (UTC), 2026-11-21T15:00Z or worse"
    )


@takes("note", "write something about a group, a trace or a span")
def add_note(made: ArgumentParser) -> None:
    """`note`."""
    add_target(made)
    made.add_argument("text", metavar="TEXT", help="the note, or - for stdin")


@takes("bookmark", "bookmark it, or no longer")
def add_bookmark(made: ArgumentParser) -> None:
    """`bookmark`."""
    add_target(made)


@takes("bookmarks", "print what is bookmarked")
def add_bookmarks(made: ArgumentParser) -> None:
    """`bookmarks`."""
    add_output(made, ("table", "json", "ndjson"))


@takes("undo", "take back what you did last")
def add_undo(made: ArgumentParser) -> None:
    """`undo`."""


@takes("split", "make a group of each value of a field")
def add_split(made: ArgumentParser) -> None:
    """`split`."""
    add_key(made)
    made.add_argument("field", metavar="FIELD", help="such as agent, version, model, environment")


@takes("merge", "count a group as another")
def add_merge(made: ArgumentParser) -> None:
    """`merge`."""
    add_key(made)
    made.add_argument("into", metavar="INTO", help="the key of the other")


@takes("export", "print all that was done and seen as lines of JSON, for a team's repository")
def add_export(made: ArgumentParser) -> None:
    """`export`."""
    add_file(made)


@takes("import", "join an export with what is here; what is known already changes nothing")
def add_import(made: ArgumentParser) -> None:
    """`import`."""
    made.add_argument("file", type=Path, metavar="FILE", help="an export, or - for stdin")


@takes("handover", "print what whoever is on call next should know, as Markdown")
def add_handover(made: ArgumentParser) -> None:
    """`handover`."""
    made.add_argument("--since", default="8h", metavar="AGO", help="from 6h ago, or a time (8h)")
    add_file(made)


def add_file(made: ArgumentParser) -> None:
    """Where text goes."""
    made.add_argument("-o", "--output", type=Path, dest="file", metavar="FILE", help="to this file")
