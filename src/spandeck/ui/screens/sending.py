"""Sending what a form holds: the questions before it, the answers after it, what is unknown.

It sends once for each time it is told to. How the form looks is its subclass's business.
"""

import asyncio
from collections.abc import Mapping, Sequence

from textual import work
from textual.reactive import var

from spandeck.model import entry, once
from spandeck.model.action import Action, Values
from spandeck.model.bulk import Bulk
from spandeck.model.errors import Limited, Missing, Refused, SourceError, Unreachable, Unreadable
from spandeck.model.page import Ask
from spandeck.model.quota import Quota
from spandeck.model.resource import Record
from spandeck.model.source import Outcome, RecordSource
from spandeck.paint.draft import line
from spandeck.paint.quota import left, refusal, report, wanted
from spandeck.paint.units import clock
from spandeck.ui.following import Following, Pause
from spandeck.ui.notice import Severity, tell
from spandeck.ui.profile import Profile
from spandeck.ui.screens.chooser import Choice, Chooser
from spandeck.ui.screens.confirm import ConfirmScreen
from spandeck.ui.screens.following import FollowingScreen
from spandeck.ui.screens.once import OnceScreen
from spandeck.ui.screens.typed import TypedScreen

ASK = Ask(pane="form")


class SendingScreen(TypedScreen):
    """A screen that sends an action; dismissed with its outcome."""

    under_way: var[bool] = var(False)
    """Whether a request is on its way."""

    def __init__(
        self,
        source: RecordSource,
        profile: Profile,
        action: Action,
        record: Record | None = None,
        pause: Pause = asyncio.sleep,
    ) -> None:
        """`record` is what the action is done to; `pause` waits while a result is followed."""
        super().__init__(profile)
        self.source, self.action, self.record, self.pause = source, action, record, pause
        self.resource = source.catalog.resource(action.on)
        self.doubt = ""
        """Why it is not known what came of the last try."""
        self.bulk: Bulk | None = None
        """The requests that are on their way, or were last."""

    def complain(self, errors: Mapping[str, str]) -> None:
        """Show what is wrong, by field."""
        raise NotImplementedError

    def declare(self, said: str, severity: Severity = "information") -> None:
        """Say something above the form, to stay."""
        raise NotImplementedError

    def keep(self, ids: Sequence[str]) -> None:
        """Of the ids that were to be sent, let those stand that it was not done with."""
        raise NotImplementedError

    @property
    def target_id(self) -> str:
        """The id of the record that the action is done to."""
        return self.record.id if self.record and self.action.targeted else ""

    @property
    def unsendable(self) -> str:
        """Why nothing can be sent; empty when it can."""
        if self.source.writes or self.action.effect == "read":
            return ""
        name = self.profile.name
        return (
            f"Profile {name} only reads: this can be filled in and looked at, but not sent. "
            "Use a profile with writes = true."
        )

    @property
    def object(self) -> str:
        """What the action is about, in words."""
        return (
            f"{self.resource.singular} {self.target_id}" if self.target_id else self.resource.title
        )

    def made(self, outcome: Outcome) -> str:
        """The id of the record that the action made; empty where none can be read by its id."""
        call, record = self.resource.item, outcome.record
        if call is None or record is None or self.action.targeted or self.action.effect != "write":
            return ""
        return record.id if call.template.count("{") == 1 and "{id}" in call.template else ""

    @property
    def far(self) -> str:
        """How far several requests have come; empty for a single one."""
        return report(self.bulk) if self.bulk is not None and self.bulk.several else ""

    def quota(self, bulk: Bulk) -> Quota | None:
        """What the day has left for such requests."""
        return bulk.quota(self.sources.budget if self.sources else None)

    def foretold(self, bulk: Bulk) -> list[tuple[str, str]]:
        """What is said of the requests before they are sent: (about what, words)."""
        found = self.quota(bulk)
        facts = [("requests", wanted(bulk))] if bulk.several else []
        return facts + ([("today", left(found))] if found else [])

    def ask_and_send(self, bulk: Bulk, values: Values) -> None:
        """Send it, after what must be asked first; what the day has no room for is not begun."""
        count, found = len(bulk.drafts), self.quota(bulk)
        if found is not None and not found.admits(count):
            why = refusal(found, count, self.profile.clock(), self.zone)
            self.declare(f"{self.source.title}: {why}. Nothing was sent.", "error")
            return

        def go(sure: bool | None) -> None:
            if sure:
                self.send(bulk)
            else:
                self.left_unsent()

        if self.action.effect == "destructive":
            proof = entry.proof(self.action, values, self.target_id)
            self.app.push_screen(self.confirmation(bulk, proof), go)
        elif self.doubt:
            again = [Choice(False, "look first", "esc"), Choice(True, "send it again", "")]
            self.app.push_screen(Chooser("It may have been done already. Again?", again), go)
        else:
            self.send(bulk)

    def confirmation(self, bulk: Bulk, proof: str) -> ConfirmScreen:
        """The dialog before something is destroyed."""
        profile = self.profile
        facts = [
            ("profile", profile.name + (" (simulated)" if profile.demo else "")),
            ("vendor", self.source.title),
            ("object", self.object),
            ("what will happen", f"{self.action.title}: {line(bulk.drafts[0])}"),
            *self.foretold(bulk),
        ]
        facts += [("mind", self.action.note)] if self.action.note else []
        facts += [("mind", self.doubt)] if self.doubt else []
        return ConfirmScreen(self.action.title, facts, proof, production=profile.production)

    def left_unsent(self) -> None:
        """Nothing was sent, because somebody thought again."""
        self.declare("Nothing was sent.")

    @work(exclusive=True, group="send")
    async def send(self, bulk: Bulk) -> None:
        """Send it once, and say what came of it."""
        if self.under_way:
            return
        self.bulk, self.under_way = bulk, True
        try:
            await bulk.run(ASK)
        except SourceError as error:
            self.failed(error)
            if bulk.several:
                self.stopped(bulk, error)
        else:
            self.doubt = ""
            self.came(bulk.outcomes)
        finally:
            self.under_way = False

    def stopped(self, bulk: Bulk, error: SourceError) -> None:
        """Say how far several requests came, and let stand what it was not done with."""
        if bulk.done:
            self.keep(bulk.unknown + bulk.untouched)
        said = f"{report(bulk)}. {error} {self.doubt}"
        self.declare(said.strip(), "error")

    def failed(self, error: SourceError) -> None:
        """Say what went wrong, at the fields as far as the vendor named them."""
        match error:
            case Refused():
                self.complain(error.fields)
                self.declare(str(error), "error")
            case Limited():
                at_ns = self.profile.clock() + int(error.wait_s * 1_000_000_000)
                when = clock(at_ns, self.zone)
                self.declare(
                    f"{error.vendor}: {error.happened}. Nothing was done; send it again after "
                    f"{when}.",
                    "warning",
                )
            case Unreachable() | Unreadable():
                self.doubt = f"What came of the last try is unknown: look at {self.object} first."
                if self.action.effect == "read":
                    self.doubt = ""
                said = f"{error} {self.doubt}"
                self.declare(said.strip(), "error")
            case Missing() | _:
                self.declare(str(error), "error")

    def came(self, outcomes: Sequence[Outcome]) -> None:
        """Show what is shown only once, then follow what takes its time, then end."""
        last = outcomes[-1]
        kept = once.forgotten(self.action, last)
        values = once.shown(self.action, last)
        slow = [each.follow for each in outcomes if each.follow is not None]
        if values:
            shown = OnceScreen(self.action.title, values, self.profile)
            self.app.push_screen(shown, lambda _: self.proceed(kept, slow))
        else:
            self.proceed(kept, slow)

    def proceed(self, outcome: Outcome, slow: Sequence[str]) -> None:
        """Follow what takes its time, one after the other; `slow` are the ids of that."""
        follow = self.action.follow
        if follow is None or not slow:
            self.end(outcome)
            return
        following = Following(self.source, self.action, follow, slow[0])
        screen = FollowingScreen(following, self.profile, self.pause)
        self.app.push_screen(screen, lambda _: self.proceed(outcome, slow[1:]))

    def end(self, outcome: Outcome) -> None:
        """Say that it is done, and hand on what came of it."""
        made = outcome.record.id if outcome.record else ""
        which = f" ({self.resource.singular} {made})" if made else ""
        note = f" {self.action.note}" if self.action.note else ""
        tell(self, f"Done: {self.action.title}{which}.{note}")
        self.dismiss(outcome)
