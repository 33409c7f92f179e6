"""Forms of web addresses as data: written for links, read again when somebody pastes one.

Paths of vendors' web interfaces are nowhere documented, so a form is found wherever in an address
it stands.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import parse_qsl, quote, unquote, urlsplit

PLACE = re.compile(r"\{(\w+)\}")
MOST_PIECES = 32
TRACE, SPAN, SESSION, RECORD = "trace", "span", "session", "id"
"""The names in forms that say what an address is of; any other only says where that lies."""


@dataclass(frozen=True)
class Address:
    """One form, such as `/projects/{project}?selectedTraceId={trace}`."""

    form: str
    resource: str = ""
    """Of which `{id}` is one."""

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """Its path, piece by piece."""
        return steps(self.form.partition("?")[0])

    @cached_property
    def parameters(self) -> Mapping[str, str]:
        """What its query gives a name: parameter → name."""
        pairs = parse_qsl(self.form.partition("?")[2])
        return {key: value.strip("{}") for key, value in pairs}

    def written(self, origin: str, **ids: str) -> str:
        """The address of these ids at an origin."""
        return origin + PLACE.sub(lambda found: quote(ids[found[1]], safe=""), self.form)

    def read(self, pasted: "Pasted") -> "Match | None":
        """Where it stands in an address; None where it does not.

        Where its path fits in several places, the last one counts: it is the most particular.
        """
        if not pasted.query.keys() >= self.parameters.keys():
            return None
        asked = {name: pasted.query[key] for key, name in self.parameters.items()}
        for end in range(len(pasted.path), len(self.segments) - 1, -1):
            found = fitting(self.segments, pasted.path[end - len(self.segments) : end])
            if found is not None:
                return Match(self, found | asked, end)
        return None


@dataclass(frozen=True, slots=True)
class Match:
    """A form found in an address."""

    address: Address
    ids: Mapping[str, str]
    """By the names in the form."""
    end: int
    """How many pieces of the address's path it reaches."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """A web address in its parts, ids as they are: nothing quoted."""

    host: str
    path: tuple[str, ...]
    """Pieces; those of a fragment that is a path come last."""
    query: Mapping[str, str]

    @classmethod
    def read(cls, text: str) -> "Pasted | None":
        """The parts of an address; None where it is none."""
        try:
            parts = urlsplit(text)
            inside = urlsplit(parts.fragment)
            query = dict(parse_qsl(f"{parts.query}&{inside.query}", max_num_fields=100))
        except ValueError:
            return None
        if not parts.netloc:
            return None
        return cls(parts.netloc.lower(), steps(parts.path) + steps(inside.path), query)


def steps(path: str) -> tuple[str, ...]:
    """The pieces of a path that hold something, unquoted; a path of very many ends early."""
    pieces = (each for each in path.split("/", MOST_PIECES)[:MOST_PIECES] if each)
    return tuple(map(unquote, pieces))


def fitting(form: Sequence[str], path: Sequence[str]) -> dict[str, str] | None:
    """What the names of a form stand for in a path of as many pieces."""
    found = {}
    for wanted, piece in zip(form, path, strict=True):
        name = PLACE.fullmatch(wanted)
        if name:
            found[name[1]] = piece
        elif wanted != piece:
            return None
    return found


@dataclass(frozen=True, slots=True)
class Landmarks:
    """By what the things of one vendor are recognised in a text."""

    vendor: str
    title: str
    hosts: frozenset[str]
    """Hosts, with their ports, of its API and of its web interface."""
    addresses: tuple[Address, ...] = ()
    """Of its web interface, then of its API."""
    beginnings: Mapping[str, str] = field(default_factory=dict)
    """How ids begin that say what they are of, such as `fix-` → `fixes`; base64 is read first."""
    silent: tuple[str, ...] = ()
    """Resources whose ids are UUIDs, which do not say what they are of: each would be asked."""
    traces: bool = True
    """Whether it holds traces."""

    def named(self, pasted: Pasted) -> tuple[Mapping[str, str], str]:
        """What an address of this vendor names, and the resource if it is a record of one.

        Of several records that it names, one in the other, the innermost is meant.
        """
        found = [each for form in self.addresses if (each := form.read(pasted)) is not None]
        names: dict[str, str] = {}
        for each in found:
            names = {**each.ids, **names}
        records = [each for each in found if each.address.resource]
        if not records:
            return names, ""
        inmost = max(records, key=lambda each: (each.end, len(each.address.segments)))
        return {**names, **inmost.ids}, inmost.address.resource

    def kind(self, identity: str) -> str:
        """The resource that an id says it is of; empty where it says nothing."""
        return next((to for start, to in self.beginnings.items() if identity.startswith(start)), "")
