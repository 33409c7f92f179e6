"""What somebody pasted, read for where it leads: an id, an address, or an alert that holds some.

Pure and bounded: it asks nobody whether a thing exists, and no text makes it look for many.
"""

import re
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import islice
from typing import Literal

from spandeck.model.address import RECORD, SESSION, SPAN, TRACE, Landmarks, Pasted

What = Literal["trace", "span", "session", "record"]
NAMES: Mapping[What, str] = {"trace": TRACE, "span": SPAN, "session": SESSION}
"""What the names in addresses are of, beside records."""
LONGEST_TEXT = 65_536
"""Characters of a text that are read; an alert has a few hundred."""
MOST = 12
"""Things that are looked for."""
MOST_SPANS = 8
MOST_ADDRESSES = 32
LONGEST_ID = 128
SHOWN_ID = 40

URL = re.compile(r"https?://[^\s<>\"'|`\\^{}]+")
"""Up to the bar that Slack puts before a link's name."""
TRACEPARENT = re.compile(r"\b[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}\b")
UUID = re.compile(r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b")
WORD = re.compile(r"[\w.:+/=@~-]+")
ID = re.compile(r"[A-Za-z0-9][\w.:+/=@~-]*", re.ASCII)
LABELLED = re.compile(
    r"\b(trace|span|session|conversation|thread)(?:[ _.-]?id)?[\"'`*]*\s{0,4}[:=#]\s{0,4}[\"'`*]*"
    rf"([A-Za-z0-9][\w.:@~-]{{2,{LONGEST_ID}}})",
    re.IGNORECASE,
)
TRIMMED = ".,;:!?)]}>'\"`*"
"""What a sentence puts after an id or an address."""


UNSAID = ("null", "none", "unknown", "undefined")
"""What programs write where they have no id."""


class Sureness(IntEnum):
    """How surely a text means something; what is less sure is asked for when nothing else is."""

    ADDRESS = 0
    LABEL = 1
    FORM = 2
    BESIDE = 3
    """It stands beside a trace, which says more."""
    GUESS = 4


@dataclass(frozen=True, slots=True)
class Lead:
    """One thing that a text may mean."""

    what: What
    id: str
    why: str
    """What made us think so, such as `32 hexadecimal digits`."""
    sure: Sureness
    vendor: str = ""
    """The only one to ask; empty for whoever holds such things."""
    resource: str = ""
    """Of which it is a record."""
    spans: tuple[str, ...] = ()
    """Spans of the text, one of which a trace may hold."""

    def __str__(self) -> str:
        shown = self.id if len(self.id) <= SHOWN_ID else f"{self.id[:SHOWN_ID]}…"
        return f"{self.resource or self.what} {shown}"


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a text may mean."""

    leads: tuple[Lead, ...]
    """The surest first."""
    vendors: tuple[str, ...] = ()
    """Those that it names."""
    left: int = 0
    """Leads that are too many to be followed."""
    cut: bool = False
    """Whether only its beginning was read."""

    def tiers(self) -> Iterator[tuple[Lead, ...]]:
        """Leads that are equally sure, the surest first."""
        for sure in Sureness:
            tier = tuple(each for each in self.leads if each.sure is sure)
            if tier:
                yield tier


def reading(text: str, landmarks: Sequence[Landmarks]) -> Reading:
    """Read a text for what is known of the vendors."""
    read = text[:LONGEST_TEXT]
    addresses = [found[0].rstrip(TRIMMED) for found in islice(URL.finditer(read), MOST_ADDRESSES)]
    plain = URL.sub(" ", read)
    found = [lead for each in addresses for lead in addressed(each, landmarks)]
    found += [*labelled(plain), *formed(plain, landmarks)]
    if not found:
        found = guesses(read.strip(), addresses)
    leads = settled(found)
    words = set(re.findall(r"\w+", plain.lower()))
    named = tuple(each.vendor for each in landmarks if each.title.lower() in words)
    return Reading(leads[:MOST], named, len(leads[MOST:]), len(text) > LONGEST_TEXT)


def addressed(address: str, landmarks: Sequence[Landmarks]) -> Iterator[Lead]:
    """What a web address names; of one that no vendor has, the ids in it."""
    pasted = Pasted.read(address)
    if pasted is None:
        return
    owners = [each for each in landmarks if pasted.host in each.hosts]
    own = [lead for each in owners for lead in owned(pasted, each)]
    yield from own
    for piece in () if own else (*pasted.path, *pasted.query.values()):
        for lead in formed(piece, landmarks):
            yield replace(lead, vendor=owners[0].vendor) if len(owners) == 1 else lead


def owned(pasted: Pasted, owner: Landmarks) -> list[Lead]:
    """What an address names that is one of a vendor's."""
    names, resource = owner.named(pasted)
    why = f"an address of {owner.title}"
    found = [
        Lead(what, names[name], why, Sureness.ADDRESS, owner.vendor)
        for what, name in NAMES.items()
        if name in names
    ]
    if resource and not found:
        return [Lead("record", names[RECORD], why, Sureness.ADDRESS, owner.vendor, resource)]
    return found


def labelled(text: str) -> Iterator[Lead]:
    """What stands after its name, as in `trace_id: 7f3a…`."""
    kinds: Mapping[str, What] = {"trace": "trace", "span": "span"}
    for found in LABELLED.finditer(text):
        label, identity = found[1].lower(), found[2].rstrip(TRIMMED)
        why = f"it stands after “{label}”"
        if identity.lower() in UNSAID:
            continue
        what = kinds.get(label, "session")
        yield Lead(what, plain_id(identity) if what == "trace" else identity, why, Sureness.LABEL)


def formed(text: str, landmarks: Sequence[Landmarks]) -> Iterator[Lead]:
    """What looks like an id of some kind."""
    for found in TRACEPARENT.finditer(text):
        yield Lead("trace", found[1], "a traceparent header", Sureness.FORM)
        yield Lead("span", found[2], "a traceparent header", Sureness.FORM)
    for found in UUID.finditer(text):
        yield from universal(found[0], landmarks)
    for found in WORD.finditer(TRACEPARENT.sub(" ", UUID.sub(" ", text))):
        for word in dict.fromkeys((found[0].strip(TRIMMED), *re.split(r"[=:/]", found[0]))):
            if hexadecimal(word, 32):
                yield Lead("trace", word.lower(), "32 hexadecimal digits", Sureness.FORM)
            elif hexadecimal(word, 16) and not word.isdecimal():  # a time in microseconds
                yield Lead("span", word.lower(), "16 hexadecimal digits", Sureness.FORM)
            else:
                yield from begun(word, landmarks)


def universal(identity: str, landmarks: Sequence[Landmarks]) -> Iterator[Lead]:
    """What a UUID may be: it does not say."""
    why = "a UUID"
    yield Lead("trace", plain_id(identity), why, Sureness.FORM)
    yield Lead("session", identity, why, Sureness.FORM)
    for each in landmarks:
        for resource in each.silent:
            yield Lead("record", identity, why, Sureness.FORM, each.vendor, resource)


def begun(word: str, landmarks: Sequence[Landmarks]) -> Iterator[Lead]:
    """What an id says by its beginning, perhaps in base64, as the ids of GraphQL do."""
    if len(word) > LONGEST_ID:
        return
    for said in (word, opened(word)):
        for each in landmarks:
            resource = each.kind(said) if said else ""
            if resource:
                why = f"an id of {each.title}"
                if resource == "sessions":  # the same ones may be at other vendors
                    yield Lead("session", word, why, Sureness.FORM)
                else:
                    yield Lead("record", word, why, Sureness.FORM, each.vendor, resource)


def guesses(text: str, addresses: Sequence[str]) -> list[Lead]:
    """A single word that looks like nothing may still be how somebody names traces."""
    word = text
    if addresses == [text]:
        pasted = Pasted.read(text)
        word = pasted.path[-1] if pasted and pasted.path else ""
    if not word or len(word) > LONGEST_ID or not ID.fullmatch(word):
        return []
    kinds: tuple[What, ...] = ("trace", "session")
    return [Lead(kind, word, "nothing else was written", Sureness.GUESS) for kind in kinds]


def settled(found: Iterable[Lead]) -> tuple[Lead, ...]:
    """Every thing once, the surest first; spans and sessions after the traces beside them."""
    once: dict[tuple[str, str, str, str], Lead] = {}
    for each in found:
        if len(each.id) <= LONGEST_ID and ID.fullmatch(each.id):
            key = each.what, each.id, each.vendor, each.resource
            if key not in once or each.sure < once[key].sure:
                once[key] = each
    placed = {(each.what, each.id) for each in once.values() if each.vendor}
    kept = [each for each in once.values() if each.vendor or (each.what, each.id) not in placed]
    spans = tuple(each.id for each in kept if each.what == "span")[:MOST_SPANS]
    traced = any(each.what == "trace" and each.sure < Sureness.GUESS for each in kept)
    return tuple(sorted((placed_beside(each, spans, traced=traced) for each in kept), key=sureness))


def placed_beside(lead: Lead, spans: tuple[str, ...], *, traced: bool) -> Lead:
    """A lead as it is followed where others stand beside it."""
    if lead.what == "trace":
        return replace(lead, spans=spans)
    beside = traced and lead.what in ("span", "session") and lead.sure < Sureness.GUESS
    return replace(lead, sure=Sureness.BESIDE) if beside else lead


def sureness(lead: Lead) -> Sureness:
    """What leads are sorted by."""
    return lead.sure


def plain_id(identity: str) -> str:
    """A UUID as 32 digits, as traces are named; anything else as it stands."""
    return identity.replace("-", "").lower() if UUID.fullmatch(identity) else identity


def hexadecimal(word: str, length: int) -> bool:
    """Whether a word is so many hexadecimal digits, and not all of them zeros."""
    digits = "0123456789abcdefABCDEF"
    return len(word) == length and not word.strip(digits) and bool(word.strip("0"))


def opened(word: str) -> str:
    """What stands in base64; empty where nothing readable does."""
    if len(word) < 8 or len(word) % 4:
        return ""
    try:
        said = b64decode(word, validate=True).decode("utf-8")
    except ValueError:
        return ""
    return said if ":" in said else ""
