"""A request before it is sent: whole, secrets covered, and as a command that does the same."""

import shlex

from spandeck.model.action import Action, Field
from spandeck.paint.draft import body, command, line, paragraphs
from spandeck.vendors.drafting import draft

HOOK = Action(
    "create-hook",
    "Create a hook",
    "hooks",
    "POST",
    "/hooks",
    "write",
    (Field("name"), Field("secret", "secret"), Field("key", "secret", place="query")),
    note="It takes a minute.",
)
DELETE = Action("delete-hook", "Delete it", "hooks", "DELETE", "/hooks/{id}", "destructive")
VALUES = {"name": "it's “mine”", "secret": "s3cret", "key": "k-4711"}


def test_secrets_are_covered_in_the_body_and_in_the_query() -> None:
    made = draft(HOOK, VALUES, "")
    shown = line(made) + body(made)
    assert "s3cret" not in shown
    assert "k-4711" not in shown
    assert line(made) == "POST /hooks?key=•••"
    assert '"secret": "•••"' in body(made)


def test_the_command_is_read_back_as_it_was_meant() -> None:
    words = shlex.split(command("risicare", draft(HOOK, VALUES, ""), VALUES))
    assert words == [
        "spandeck",
        "do",
        "risicare",
        "create-hook",
        *("--set", "name=it's “mine”", "--set", "secret=@FILE", "--set", "key=@FILE"),
    ]


def test_the_command_names_the_record() -> None:
    assert (
        command("risicare", draft(DELETE, {}, "h-1"), {}) == "spandeck do risicare delete-hook h-1"
    )


def test_a_request_without_a_body_says_so_and_a_note_is_told() -> None:
    said = [each.text for each in paragraphs(draft(DELETE, {}, "h-1"), "do it")]
    assert "It has no body." in said
    assert HOOK.note in [each.text for each in paragraphs(draft(HOOK, VALUES, ""), "do it")]
