"""The failures of a list as rows to be painted: what they are, and what is thought of them."""

from collections.abc import Sequence

from spandeck.model.occurrence import Occurrence
from spandeck.paint.errorrow import COLUMNS, Row, cells
from spandeck.paint.row import Cell, Column
from spandeck.paint.tracerow import Manner
from spandeck.triage.board import Board
from spandeck.ui.views.errorlist import ErrorList

OF_ONE_VENDOR: Sequence[Column] = tuple(each for each in COLUMNS if each.name != "vendor")


class ErrorRows:
    """What the list widget is given; fulfils `RowSource`."""

    order = "time"
    descending = True

    def __init__(
        self, listed: ErrorList, board: Board | None, manner: Manner, *, mixed: bool
    ) -> None:
        """`mixed` says that the rows are of several vendors."""
        self.columns = COLUMNS if mixed else OF_ONE_VENDOR
        self.listed, self.board, self.manner = listed, board, manner

    def __len__(self) -> int:
        return len(self.listed)

    def key(self, index: int) -> str:
        """What stays the same for a failure however often it is told."""
        return key(self.listed.entry(index)[2].occurrence)

    def cells(self, index: int, columns: Sequence[Column]) -> Sequence[Cell]:
        """What a row says; only those that are painted are looked up on the board."""
        entry = self.listed.entry(index)
        item = entry[2]
        board = self.board
        group = board.group(board.key(item.occurrence)) if board else None
        row = Row(item, self.listed.new(entry), group.state.word if group else None)
        return cells(row, columns, self.manner)


def key(occurrence: Occurrence) -> str:
    """A failure's key as one text."""
    return "/".join(occurrence.key)
