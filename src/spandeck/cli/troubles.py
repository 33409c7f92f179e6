"""Says on stderr what becomes of the feeds that a tail follows: each change once, not each poll."""

from collections.abc import Sequence

from spandeck.cli.narrate import say
from spandeck.model.tail import Standing
from spandeck.paint.units import exact


class Troubles:
    """What was said of each feed."""

    def __init__(self) -> None:
        self.said: dict[tuple[str, str], str] = {}
        """By vendor and feed: the kind of trouble that was told last, empty for none."""

    def look(self, standings: Sequence[Standing]) -> None:
        """Say which feeds fell silent, and which answer again."""
        for each in standings:
            name, kind = (each.vendor, each.feed), each.why if each.trouble else ""
            if kind != self.said.get(name, ""):
                self.said[name] = kind
                say(f"{each.title}: {each.trouble or 'answers again.'}")


def blind(standings: Sequence[Standing]) -> list[str]:
    """What was not told, as sentences."""
    found = []
    for each in standings:
        if each.skipped:
            polls = "1 poll" if each.skipped == 1 else f"{exact(each.skipped)} polls"
            found.append(f"{each.title}: {polls} found more than could be read; some are not told.")
        if each.bad:
            rows = "1 row" if each.bad == 1 else f"{exact(each.bad)} rows"
            found.append(f"{each.title}: {rows} could not be read.")
        found += [f"{each.title}: {note}." for note in each.notes]
        if each.trouble:
            found.append(f"{each.title} did not answer in the end: what is new there is not told.")
    return found
