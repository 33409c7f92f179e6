"""The simulator at ten million traces: start-up, pages near and far, filtered ones, memory.

    python -m tests.bench.sim [--short]

Goals: ready within a second; page 1, page 50 000 and a filtered page answer alike; memory flat.
Compared with page 1, and start-up with a bare `python -c pass`.
"""

import json
import subprocess
import sys
import time
from collections.abc import Mapping

import httpx

from spandeck.sim.clock import SECOND, iso
from spandeck.sim.risicare.asked import written
from spandeck.sim.search import Position
from spandeck.sim.world import World
from tests.measure import median_ms, repetitions, resident_mb
from tests.simulator import free_base, start

PATH = "/api/v1/traces"
SCALE = ("--scale", "large", "--limits", "off")
FAR = 50_000
"""Which page of 100 is far."""
LATELY_NS = 300 * SECOND
"""How far back a tail asks, every few seconds."""


def starting() -> tuple[subprocess.Popen[str], Mapping[str, str], float]:
    """A simulator, what it said, and the seconds until it was ready."""
    begin = time.perf_counter()
    process = start([*SCALE, "--port-base", str(free_base())])
    assert process.stdout is not None
    ready = json.loads(process.stdout.readline())["risicare"]
    return process, ready, time.perf_counter() - begin


def pages() -> Mapping[str, dict[str, str]]:
    """The questions, by name."""
    world = World(7, "large")
    index = world.newest() - FAR * 100
    place = Position(world.timeline.started_ns(index), world.trace_ids.id(index))
    return {
        "page 1": {},
        f"page {FAR}": {"cursor": str(written(place))},
        "failed": {"has_error": "true"},
        "failed lately": {"has_error": "true", "start_time_from": iso(time.time_ns() - LATELY_NS)},
        "slow, failed": {"has_error": "true", "min_duration_ms": "5000"},
        f"failed, page {FAR}": {"has_error": "true", "cursor": str(written(place))},
    }


def main() -> None:
    """Measure and print one line a case."""
    times = repetitions(__doc__, short=5, usual=30)
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    bare = time.perf_counter() - begin
    process, ready, up = starting()
    print(f"ready after {up:.2f} s = {up / bare:.1f} × bare Python")
    try:
        before = resident_mb(process.pid)
        taken: dict[str, list[float]] = {name: [] for name in pages()}
        rows: dict[str, int] = {}
        headers = {"authorization": f"Bearer {ready['token']}"}
        with httpx.Client(base_url=ready["url"], headers=headers, timeout=60) as client:
            for _ in range(times):
                for name, asked in pages().items():
                    begin = time.perf_counter()
                    answer = client.get(PATH, params={"limit": "100", **asked})
                    taken[name].append(time.perf_counter() - begin)
                    rows[name] = len(answer.raise_for_status().json()["data"])
        base = median_ms(taken["page 1"])
        for name, seconds in taken.items():
            ratio = median_ms(seconds) / base
            print(
                f"{name:20} {rows[name]:3} rows {median_ms(seconds):6.1f} ms = {ratio:.2f} × page 1"
            )
        print(f"memory {before:.0f} MB when ready, {resident_mb(process.pid):.0f} MB after")
    finally:
        process.terminate()
        process.communicate()


if __name__ == "__main__":
    main()
