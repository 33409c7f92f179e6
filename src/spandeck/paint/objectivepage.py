"""An objective as one page: all that is said of it, its days, its hours, what the marks mean."""

from dataclasses import replace

from spandeck.paint.document import Line
from spandeck.paint.glyphs import Sheet, finished
from spandeck.paint.heatmap import heatmap, keys
from spandeck.paint.legend import legend
from spandeck.paint.objective import card
from spandeck.paint.objectivegrid import Grids

FEWEST = 7
"""Days of hours that there must be room for before the calendar takes any."""


def objectivepage(found: Grids, sheet: Sheet) -> list[Line]:
    """Everything about it; of the hours the newest days, as many as there is room for."""
    above = card(found.objective, found.budget, sheet, found.burns, found.agreement)
    beneath = finished(legend(keys(), sheet.width), sheet)
    weeks = heatmap(found.calendar, replace(sheet, height=len(found.calendar.rows) + 1))
    room = sheet.height - len(above) - len(beneath) - 1
    if room >= len(weeks) + 1 + FEWEST:
        above, room = [*above, *weeks, ()], room - len(weeks) - 1
    days = len(found.hours.rows)
    shown = max(1, min(days, room))
    grid = heatmap(found.hours, replace(sheet, height=shown + 1), top=days - shown)
    return [*above, *grid, *beneath]
