"""Where the failures of a trace began: every span that a failure passes through tells it again.

Pure. A trace may be whole, or only its failed spans may be known; then less can be seen.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from spandeck.model.occurrence import Occurrence
from spandeck.model.trace import ERROR, Span
from spandeck.semantics import account, failure, kind
from spandeck.semantics.attributes import Attributes, flat, text
from spandeck.semantics.facts import (
    AGENT,
    DB,
    EMBEDDING,
    HTTP,
    LLM,
    RERANK,
    RETRIEVAL,
    RPC,
    TOOL,
    Failure,
)
from spandeck.semantics.occurrence import ENVIRONMENT, NOTHING, VERSION, Around, occurrence

TRANSPORTS = (HTTP, RPC, DB)
"""What fails beneath a call, with it, and knows less of it."""
CALLS = (LLM, EMBEDDING, RERANK, RETRIEVAL, TOOL)
LONGEST_TEXT = 2_000
"""Longer texts of an attribute are conversations, and say nothing of why a span failed."""
LOOKED = 64
"""Failed spans that may be around another in time: more at once have nothing to do with it."""
AT_ONCE_NS = 2_000_000_000
"""A span that ends so soon after one below it failed was ended by that."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A failed span, understood."""

    span: Span
    kind: str
    why: Failure | None

    @property
    def type(self) -> str | None:
        """Its exception's type."""
        return self.why.type if self.why else None

    @classmethod
    def of(cls, span: Span) -> "Failed":
        """Why it failed."""
        held = flat(span.attributes)
        return cls(span, kind.of(held, span.kind), failure.of(span, held))

    def retells(self, below: "Failed") -> bool:
        """Whether this only says again what failed below it: it names the same or nothing.

        Otherwise it may have got over that and failed by itself later, as an agent does that
        gives up; what ended it ended just before.
        """
        if self.why is None or not (self.why.type or self.why.message):
            return True
        if self.type == below.type:
            return True
        if self.span.ended_ns is None or below.span.ended_ns is None:
            return True
        return self.span.ended_ns - below.span.ended_ns <= AT_ONCE_NS


class Family:
    """The spans of one trace, as far as they are known, and who is above whom."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        """`spans` are of one trace, in any order."""
        self.spans: dict[str, Span] = {}
        self.roots: dict[str, Span] = {}
        """Its spans without a parent."""
        self.failed: dict[str, Failed] = {}
        self.read: dict[str, tuple[Attributes, str]] = {}
        """The flat attributes and the kind of spans that stand above failed ones."""
        self.add(spans)

    def add(self, spans: Iterable[Span]) -> None:
        """More spans of it."""
        for each in spans:
            self.spans[each.span_id] = each
            self.read.pop(each.span_id, None)
            if not each.parent_id:
                self.roots[each.span_id] = each
            if each.failed:
                self.failed[each.span_id] = Failed.of(each)

    def above(self, span: Span) -> Iterator[Span]:
        """The spans that a span stands below, the nearest first."""
        seen = {span.span_id}
        while span.parent_id in self.spans and span.parent_id not in seen:
            span = self.spans[span.parent_id]
            seen.add(span.span_id)
            yield span

    def blamed(self, found: Failed, around: Mapping[str, Failed]) -> Iterator[Failed]:
        """The failed spans that one stands below, the nearest first.

        Where it stands is not known when spans between are missing; then the one `around` it in
        time that fails in the same way is taken for above.
        """
        top = found.span
        for top in self.above(found.span):
            if top.span_id in self.failed:
                yield self.failed[top.span_id]
        lost = top.parent_id and top.parent_id not in self.spans
        if lost and found.span.span_id in around:
            yield around[found.span.span_id]

    def enclosing(self) -> Mapping[str, Failed]:
        """For failed spans, the shortest that fails in the same way and encloses it in time."""
        made: dict[str, Failed] = {}
        open_: list[Failed] = []
        for each in sorted(self.failed.values(), key=begun):
            began_ns = each.span.started_ns or 0
            open_ = [up for up in open_[-LOOKED:] if (up.span.ended_ns or 0) >= began_ns]
            above = [up for up in open_ if up.type == each.type and encloses(up.span, each.span)]
            if above:
                made[each.span.span_id] = min(above, key=lambda up: up.span.duration_ms or 0)
            open_.append(each)
        return made

    def origins(self) -> list[Span]:
        """The failed spans at which a failure began, in the order in which they came."""
        told: set[str] = set()
        around = self.enclosing()
        for name, each in self.failed.items():
            blamed = self.blamed(each, around)
            nearest = next(blamed, None)
            if each.kind in TRANSPORTS and self.called(nearest, blamed):
                told.add(name)
            elif nearest and nearest.retells(each):
                told.add(nearest.span.span_id)
        if len(told) == len(self.failed):  # a ring of parents: one of them has to tell
            told -= set(sorted(told)[:1])
        return [each.span for name, each in self.failed.items() if name not in told]

    def called(self, nearest: Failed | None, others: Iterator[Failed]) -> bool:
        """Whether what stands above the requests beneath it is the call of a model or a tool."""
        while nearest and nearest.kind in TRANSPORTS:
            nearest = next(others, None)
        return nearest is not None and nearest.kind in CALLS

    def occurrences(self, vendor: str, known: Around = NOTHING) -> Iterator[Occurrence]:
        """One for every failure that began here; the vendor's word fits if there is only one."""
        found = self.origins()
        types = {self.failed[each.span_id].type for each in found}
        known = known if len(types) < 2 else replace(known, code=None)
        for each in found:
            why = self.failed[each.span_id].why
            yield occurrence(vendor, each, self.around(each, known), why)

    def around(self, span: Span, known: Around = NOTHING) -> Around:
        """What its trace says of a span, where `known` does not say it already.

        The nearest agent above counts, and its version.
        """
        line = [self.understood(each) for each in (span, *self.above(span))]
        held = [attributes for attributes, _ in line]
        agent = next((attributes for attributes, what in line if what == AGENT), {})
        return replace(
            known,
            agent=account.agent_name(AGENT, agent) or known.agent,
            version=text(agent, *VERSION) or first(held, VERSION) or known.version,
            environment=first(held, ENVIRONMENT) or known.environment,
            session_id=first(held, account.SESSION) or known.session_id,
            user_id=first(held, account.USER) or known.user_id,
            name=self.name or known.name,
            fatal=self.ended_badly(known.fatal),
        )

    def understood(self, span: Span) -> tuple[Attributes, str]:
        """The flat attributes and the kind of a span, worked out once."""
        if span.span_id not in self.read:
            held = flat(span.attributes)
            self.read[span.span_id] = held, kind.of(held, span.kind)
        return self.read[span.span_id]

    @property
    def name(self) -> str | None:
        """What the trace is called: its first root's name."""
        first_root = min(self.roots.values(), key=lambda each: each.started_ns or 0, default=None)
        return first_root.name or None if first_root else None

    def ended_badly(self, otherwise: bool) -> bool:
        """Whether a root failed; as told where no root is known."""
        roots = self.roots.values()
        return any(each.failed for each in roots) if roots else otherwise


def begun(found: Failed) -> tuple[int, int, str]:
    """Sorts by the start, the longest first."""
    span = found.span
    return span.started_ns or 0, -(span.ended_ns or 0), span.span_id


def encloses(outer: Span, inner: Span) -> bool:
    """Whether a span lasts longer than another and all the time of it, and is no sibling of it."""
    if None in (outer.started_ns, outer.ended_ns, inner.started_ns, inner.ended_ns):
        return False
    begins = (outer.started_ns or 0) - (inner.started_ns or 0)
    ends = (outer.ended_ns or 0) - (inner.ended_ns or 0)
    return begins <= 0 <= ends and begins < ends and outer.parent_id != inner.parent_id


def first(held: Sequence[Attributes], keys: Sequence[str]) -> str | None:
    """What the nearest span says that says it."""
    return next((found for each in held if (found := text(each, *keys))), None)


def lighter(span: Span) -> Span:
    """A failed span without its conversation, which would fill the memory.

    The vendor was asked for failed spans: one with another word for its status is one, too.
    """
    attributes = {
        name: each
        for name, each in span.attributes.items()
        if not (isinstance(each, str) and len(each) >= LONGEST_TEXT)
    }
    return replace(span, attributes=attributes, status=ERROR)
