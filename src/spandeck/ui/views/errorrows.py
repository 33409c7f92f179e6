"""The failures of a list as rows to be painted: what they are, and what is thought of them."""

from collections.abc import Sequence

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
        return self.listed.entry(index)[3]

    def cells(self, index: int, columns: Sequence[Column]) -> Sequence[Cell]:
        """What a row says; only those that are painted are looked up on the board."""
        entry = self.listed.entry(index)
        item, told_by = entry[2], self.listed.tellers.get(entry[3], ())
        board = self.board
        group = board.group(board.key(item.occurrence)) if board else None
        state = group.state.word if group else None
        row = Row(item, self.listed.new(entry), state, told_by)
        return cells(row, columns, self.manner)
