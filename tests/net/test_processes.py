"""Real processes on one real file, one of them killed: together they stay within the window."""

import subprocess
import sys
from pathlib import Path

from tests.net import spender

EACH = 24


def start(path: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, spender.__file__, str(path), str(EACH)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def arrivals(process: "subprocess.Popen[str]") -> list[float]:
    out, _ = process.communicate(timeout=60)
    return [float(line) for line in out.splitlines() if line.endswith(tuple("0123456789"))]


def test_processes_share_one_window_and_survive_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "budget.sqlite"
    victim, *others = [start(path) for _ in range(3)]
    assert victim.stdout is not None
    seen = [float(victim.stdout.readline()) for _ in range(3)]
    victim.kill()
    killed = seen + arrivals(victim)
    survived = [arrivals(each) for each in others]
    assert victim.returncode == -9
    assert [each.returncode for each in others] == [0, 0]
    assert [len(each) for each in survived] == [EACH, EACH]
    log = sorted(killed + survived[0] + survived[1])
    limit, length = spender.WINDOW.limit, spender.WINDOW.seconds
    spans = [later - earlier for earlier, later in zip(log, log[limit:], strict=False)]
    assert min(spans) >= length
