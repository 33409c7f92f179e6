"""A request before it is sent, as text: what would go over the wire, and the command for it.

Secrets are covered in both.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from shlex import quote
from urllib.parse import quote as encoded

from spandeck.model.source import Draft
from spandeck.paint.document import Paragraph

COVERED = "•••"


def covered(draft: Draft) -> frozenset[str]:
    """The fields that nothing shown may show."""
    return frozenset(
        each.name for each in draft.action.fields if each.kind == "secret" or each.covered
    )


def line(draft: Draft) -> str:
    """`POST /api/v1/alerts?limit=5`."""
    secrets = covered(draft)
    pairs = (
        f"{name}={COVERED if name in secrets else encoded(str(value))}"
        for name, value in draft.params.items()
    )
    query = "&".join(pairs)
    return f"{draft.method} {draft.path}{f'?{query}' if query else ''}"


def body(draft: Draft) -> str:
    """The body as JSON; empty when there is none."""
    return "" if draft.veiled is None else json.dumps(draft.veiled, ensure_ascii=False, indent=2)


def paragraphs(draft: Draft, command: str, beside: Sequence[str] = ()) -> Iterator[Paragraph]:
    """The request, what must be known before, and the command."""
    yield Paragraph(line(draft), "accent")
    yield Paragraph("")
    if text := body(draft):
        yield Paragraph(text, json=True)
    else:
        yield Paragraph("It has no body.", "muted")
    for said in filter(None, (draft.action.note, *beside)):
        yield Paragraph("")
        yield Paragraph(said, "warning")
    yield Paragraph("")
    yield Paragraph("The same from a shell; add --send to send it:", "muted")
    yield Paragraph(command)


def command(vendor: str, draft: Draft, texts: Mapping[str, str]) -> str:
    """The command that makes this request; a secret is to be read from a file."""
    secrets = covered(draft)
    words = ["spandeck", "do", vendor, draft.action.name]
    words += [draft.target] if draft.target else []
    for name, text in texts.items():
        if text.strip():
            given = "@FILE" if name in secrets else text
            words += ["--set", f"{name}={given}"]
    return " ".join(quote(each) for each in words)
