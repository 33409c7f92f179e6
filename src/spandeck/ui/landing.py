"""An app that finds what a text names, wherever it is, and shows it above where one was.

Its screens are imported when somebody goes there: the first frame must not wait for them.
"""

from typing import TypeVar

from textual import work

from spandeck.model.landing import Reading
from spandeck.model.query import BadQuery
from spandeck.model.source import Sources
from spandeck.ui.goto import SHOWN, Hit, listed, nearest, read, seek
from spandeck.ui.notice import tell
from spandeck.ui.screens.chooser import Choice, Chooser
from spandeck.ui.visiting import Visiting

R = TypeVar("R")


class Landing(Visiting[R]):
    """Lands on ids, addresses and alerts."""

    landing: str
    """What the program was started with."""

    def action_goto(self, text: str) -> None:
        """Go to what a text names; raise `BadQuery` where it names nothing."""
        if self.sources is None:
            raise BadQuery("The vendors are not connected yet: try again in a moment.")
        self.look(read(text, self.sources), self.sources)

    def land(self) -> None:
        """Go to what the program was started with; what names nothing is said."""
        try:
            self.action_goto(self.landing)
        except BadQuery as error:
            tell(self, str(error), "warning")

    @work(exclusive=True, group="goto")
    async def look(self, reading: Reading, sources: Sources) -> None:
        """Look for what was read, say so, and show it or say why not."""
        named = [str(each) for each in reading.leads[:SHOWN]]
        more = len(reading.leads) - len(named) + reading.left
        tell(self, f"Looking for {listed([*named, *([f'{more} more'] if more else [])])}…")
        found = await seek(reading, sources)
        if not found.hits:
            tell(self, str(found), "warning")
            return
        hits = nearest(found.hits, (*reading.vendors, self.current_mode))
        if len(hits) == 1:
            self.call_next(self.show, hits[0])
            return
        width = max(len(each.title) for each in hits)
        choices = [
            Choice(each, f"{each.title:<{width}}  {each.lead}", each.aside(self.zone))
            for each in hits
        ]
        self.push_screen(Chooser("Go to", choices), self.show)

    def show(self, hit: Hit | None) -> None:
        """Show what was chosen of what was found; leaving it comes back here."""
        from spandeck.ui.screens.landing import screen_of  # noqa: PLC0415  (see above)

        if hit is not None and self.sources is not None:
            self.push_screen(self.bound(screen_of(hit, self.sources, self.profile)))
