"""Several programs on one store, in processes of their own, killed at any moment."""

import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from spandeck.model.group import Target
from spandeck.triage.board import Board
from spandeck.triage.store import Store
from tests.triage.given import failure, items

NOTING = """
import sys
from pathlib import Path
from spandeck.model.group import Target
from spandeck.triage.board import Board
from spandeck.triage.store import Store
board = Board(Store.open(Path(sys.argv[1])), by=sys.argv[2])
number = 0
while True:
    number += 1
    board.note(Target("trace", sys.argv[2]), f"note {number}")
    print(number, flush=True)
"""
ACKING = """
import sys
from pathlib import Path
from spandeck.triage.board import Board
from spandeck.triage.store import Store
board = Board(Store.open(Path(sys.argv[1])), by="ben@host")
print(board.ack(sys.argv[2]))
board.close()
"""
SEEN_S = 2.0


def noting(path: Path, who: str) -> subprocess.Popen[str]:
    """A process that writes one note after the other, and says when each is kept."""
    command = [sys.executable, "-c", NOTING, str(path), who]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def told(process: subprocess.Popen[str], most: int) -> int:
    """Read so many of the notes it says are kept, kill it, and return the last it ever said."""
    assert process.stdout is not None
    for _ in range(most):
        assert process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    rest = process.communicate()[0].split()
    return int(rest[-1]) if rest else most


def test_an_ack_in_one_program_is_seen_in_the_other_within_two_seconds(tmp_path: Path) -> None:
    path = tmp_path / "triage" / "main.db"
    now_ns = time.time_ns()
    with closing(Board(Store.open(path))) as mine:
        mine.take(items([failure(at_ns=now_ns)]))
        mine.watch.flush()
        key = mine.groups()[0].fingerprint.key
        command = [sys.executable, "-c", ACKING, str(path), key]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert "acknowledged" in done.stdout
        began = time.monotonic()
        mine.tick()
        (group,) = mine.groups()
        assert (group.state.word, group.state.by) == ("acked", "ben@host")
        assert time.monotonic() - began < SEEN_S


def test_no_note_that_was_said_to_be_kept_is_lost_by_kill_9(tmp_path: Path) -> None:
    path = tmp_path / "triage" / "main.db"
    for turn in range(2):
        both = [noting(path, f"{who}{turn}@host") for who in ("ana", "ben")]
        kept = [told(each, 3 + 5 * turn) for each in both]
        with closing(Store.open(path)) as store:
            assert store.notices == []
            board = Board(store)
            for who, last in zip(("ana", "ben"), kept, strict=True):
                notes = board.notes(Target("trace", f"{who}{turn}@host"))
                assert [each.text for each in notes[:last]] == [
                    f"note {number}" for number in range(1, last + 1)
                ]
