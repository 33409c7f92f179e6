"""`spandeck sim`: the simulated vendors, served until stopped; prints one JSON line when ready."""

import argparse
import asyncio

from spandeck.cli.ending import Failed, Usage
from spandeck.private import directory
from spandeck.sim.archive import BadArchive
from spandeck.sim.faults import BadFaults
from spandeck.sim.options import BadOption, Busy, Options
from spandeck.sim.serve import serve


def run(arguments: argparse.Namespace) -> int:
    """Serve; what cannot be served as asked is `Usage`, what cannot be had is `Failed`."""
    options = Options(
        seed=arguments.seed,
        port_base=arguments.port_base,
        limits=arguments.limits,
        scale=arguments.scale,
        faults=arguments.faults,
        data=arguments.data,
        socket_dir=arguments.socket_dir and directory(arguments.socket_dir),
    )
    try:
        asyncio.run(serve(options))
    except (BadOption, BadFaults) as error:
        raise Usage(str(error)) from error
    except (Busy, BadArchive) as error:
        raise Failed(str(error)) from error
    return 0
