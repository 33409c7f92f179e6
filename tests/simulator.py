"""A simulator in a process of its own, as other programs meet it: `spandeck sim` on loopback."""

import json
import os
import random
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

SPANDECK = [sys.executable, "-m", "spandeck"]


@dataclass(frozen=True)
class Simulator:
    """A running simulator and its two projects: the story's, and one that starts empty."""

    url: str
    token: str
    empty_token: str
    home: Path
    vendors: Mapping[str, Mapping[str, Any]]
    """What the ready line says of each vendor: its `url`, its `token`, its other keys."""

    def env(self, *, empty: bool = False) -> dict[str, str]:
        """The environment that connects a spandeck to it, with a home of its own."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(self.home),
            "LC_ALL": "C.UTF-8",
            "SPANDECK_RISICARE_URL": self.url,
            "SPANDECK_RISICARE_TOKEN": self.empty_token if empty else self.token,
        }

    def run(
        self, *arguments: str, empty: bool = False, **env: str
    ) -> subprocess.CompletedProcess[str]:
        """`spandeck ARGUMENTS` against this simulator, to its end."""
        return subprocess.run(
            [*SPANDECK, *arguments],
            env=self.env(empty=empty) | env,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def ledger(self) -> list[dict[str, Any]]:
        """Every request that arrived, in order."""
        answer = httpx.get(f"{self.url}/-/ledger", timeout=30).raise_for_status()
        arrivals: list[dict[str, Any]] = answer.json()["arrivals"]
        return arrivals


@contextmanager
def simulator(*options: str) -> Iterator[Simulator]:
    """Start `spandeck sim` on free ports; stop it at the end."""
    with tempfile.TemporaryDirectory() as home:
        process = start([*options, "--port-base", str(free_base())])
        try:
            assert process.stdout is not None
            vendors = json.loads(process.stdout.readline())
            ready = vendors["risicare"]
            where = Path(home).resolve()
            yield Simulator(ready["url"], ready["token"], ready["empty"]["token"], where, vendors)
        finally:
            process.terminate()
            process.wait(60)
            assert process.stdout is not None
            process.stdout.close()


def start(options: Sequence[str]) -> subprocess.Popen[str]:
    return subprocess.Popen([*SPANDECK, "sim", *options], stdout=subprocess.PIPE, text=True)


def free_base() -> int:
    """A port base whose vendor ports are free; below the ports that the system hands out."""
    while True:
        base = random.randrange(10_000, 32_000)
        if all(free(base + offset) for offset in range(4)):
            return base


def free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
