"""A view of answers that come whole, not in pages: first what the cache holds, then what is true.

It asks and waits; what is asked, and how it looks, is its subclass's business.
"""

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from textual import work
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget

from spandeck.model.errors import Limited, NotCached, SourceError
from spandeck.model.page import Ask, Freshness
from spandeck.model.source import UpstreamSource
from spandeck.model.upstream import Snapshot
from spandeck.paint.units import exact, freshness
from spandeck.ui.commands import Command
from spandeck.ui.key import key
from spandeck.ui.profile import Profile
from spandeck.ui.timecursor import told as locked_at
from spandeck.ui.tones import DOT
from spandeck.ui.views import listsaid
from spandeck.ui.views.narrowing import NarrowingView
from spandeck.ui.widgets.page import Page
from spandeck.ui.widgets.sentence import Sentence

T = TypeVar("T")
TICK_S = 1.0
"""How often the age is told anew; only what changed is painted."""


class AnswerView(NarrowingView, Generic[T]):
    """Composed by its subclass: what is answered has the class `answer`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("r", "refresh", "Refresh", "answer.refresh", "Ask again"),
        key("ctrl+r", "reload", "Reload", "answer.reload", "Ask again past the cache"),
    ]
    DEFAULT_CSS = """
    AnswerView Sentence.trouble { display: none; color: $status-error; }
    AnswerView.-trouble Sentence.trouble { display: block; }
    AnswerView Page { display: none; }
    AnswerView.-empty Page { display: block; }
    AnswerView.-empty .answer { display: none; }
    """

    ranged: ClassVar[bool] = True
    """Whether another range of time is another question."""

    def __init__(self, source: UpstreamSource, profile: Profile) -> None:
        """`source` answers."""
        super().__init__(source, profile)
        self.clock = profile.clock
        self.answer: Snapshot[T] | None = None
        self.trouble: SourceError | None = None
        self.asking = False

    # What a subclass says

    async def load(self, ask: Ask) -> Snapshot[T]:
        """Ask; raises `SourceError` and `NotCached`."""
        raise NotImplementedError

    def shown(self) -> None:
        """Show the answer, which may be another."""
        raise NotImplementedError

    def nothing(self) -> Content:
        """Why there is nothing to see; empty where there is something."""
        raise NotImplementedError

    def summary(self) -> str:
        """The answer in a few words, for the status line."""
        return ""

    # Asking

    def on_mount(self) -> None:
        """Ask at once, and keep the age true."""
        self.set_interval(TICK_S, self.tick)
        self.begin()

    def watch_range_s(self) -> None:
        """Another range of time is another question."""
        if self.is_mounted and self.ranged:
            self.begin()

    def watch_zone(self) -> None:
        """Times of another zone."""
        if self.is_mounted and self.answer is not None:
            self.shown()

    def watch_locked(self) -> None:
        """The time cursor was locked elsewhere, or let go."""
        if self.is_mounted:
            self.told()

    @work(exclusive=True, group="load")
    async def begin(self) -> None:
        """Ask a new question; the old answer stays, dimmed, until there is another."""
        self.asking, self.trouble = True, None
        self.told()
        try:
            self.take(await self.load(self.asked(Freshness.CACHED)))
        except NotCached:
            pass  # the cache knows nothing of it: there is only the vendor to ask
        except SourceError as error:
            self.fail(error)
        if self.trouble is None:
            await self.ask_now(Freshness.FRESH)

    @work(exclusive=True, group="load")
    async def renew(self, freshness: Freshness) -> None:
        """Ask the same question again."""
        self.asking, self.trouble = True, None
        self.told()
        await self.ask_now(freshness)

    async def ask_now(self, freshness: Freshness) -> None:
        """Ask the vendor, and show what it says or why it says nothing."""
        try:
            found = await self.load(self.asked(freshness))
        except SourceError as error:
            self.fail(error)
        else:
            self.asking = False
            self.take(found)
        finally:
            self.asking = False
        self.told()

    def take(self, found: Snapshot[T]) -> None:
        """Show another answer."""
        self.answer = found
        self.shown()
        self.told()

    def fail(self, error: SourceError) -> None:
        """Say what happened; the answer stays. A spent budget returns by itself."""
        self.trouble = error
        self.told()
        if isinstance(error, Limited):
            self.set_timer(error.wait_s + 0.5, self.recover)

    def recover(self) -> None:
        """The budget should be back."""
        if isinstance(self.trouble, Limited):
            self.renew(Freshness.FRESH)

    def renewed(self) -> None:
        """Something was changed at the vendor."""
        self.renew(Freshness.RELOAD)

    # Telling

    @property
    def seen(self) -> bool:
        """Whether it is on the screen in front, or behind a dialog."""
        behind_dialog = self.app.screen.is_modal and self.screen.is_current
        return self.display and (self.screen.is_active or behind_dialog)

    def tick(self) -> None:
        """Time goes on."""
        if self.seen:
            self.told()

    def told(self) -> None:
        """Say anew how the answer stands."""
        if not self.is_mounted:
            return
        known = self.answer is not None
        said = self.nothing() if known else Content("")
        if not known and self.trouble is not None:
            said = listsaid.failed(self.trouble)
        self.set_class(bool(said) or not known, "-empty")
        self.query_one(Page).said = said
        self.set_class(known and self.trouble is not None, "-trouble")
        if self.trouble is not None:
            self.query_one("Sentence.trouble", Sentence).said = listsaid.trouble(self.trouble)
        stale = known and (self.asking or self.trouble is not None)
        for each in self.query(".answer"):
            each.set_class(stale, "-stale")
        self.status = self.standing()

    def standing(self) -> Content:
        """The left of the status line."""
        known = self.answer
        age = freshness(known.answered_ns, self.clock(), cached=known.cached) if known else ""
        filtered = "" if self.off or not self.conditions.text else f"filter {self.conditions.text}"
        bad = listsaid.bad(len(known.bad)) if known else ""
        said = [
            locked_at(self.locked, self.zone),
            Content.styled(filtered, "$accent"),
            Content(self.summary() if known else ""),
            Content(age),
            Content("asking…" if self.asking else ""),
            Content.styled(bad, "$status-warn"),
        ]
        return DOT.join(each for each in said if each)

    def action_refresh(self) -> None:
        """Ask again, where what is known has aged."""
        self.renew(Freshness.FRESH)

    def action_reload(self) -> None:
        """Ask again past the cache."""
        self.renew(Freshness.RELOAD)

    def panes(self) -> Sequence[Widget]:
        """Whatever takes the focus, or why there is nothing."""
        if self.has_class("-empty"):
            return (self.query_one(Page),)
        return tuple(each for each in self.query(".answer") if each.focusable)

    def commands(self) -> Sequence[Command]:
        """What the keys do, by name."""
        return (
            *super().commands(),
            Command("refresh", "Ask again", lambda _: self.action_refresh()),
            Command("reload", "Ask again past the cache", lambda _: self.action_reload()),
        )


def counted(number: int, noun: str) -> str:
    """`1 objective`, `20 objectives`."""
    return f"{exact(number)} {noun}{'' if number == 1 else 's'}"
