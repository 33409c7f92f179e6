"""Ending when told to: SIGTERM, SIGHUP, SIGINT and a closed terminal leave in good order, soon."""

import asyncio
import os
import signal
import threading
from collections.abc import Callable

SOON_S = 0.8
"""After this the process ends whatever still runs; the terminal is gone or restored by then."""


def leave_on_signals(leave: Callable[[int], None]) -> None:
    """Call `leave` with the customary exit code (128 + number), once, from the running loop."""
    loop = asyncio.get_running_loop()

    def heard(number: int) -> None:
        last = threading.Timer(SOON_S, os._exit, (128 + number,))
        last.daemon = True
        last.start()
        leave(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        loop.add_signal_handler(number, heard, number)
