"""How a command that failed ends: one sentence on stderr and an exit code, never a traceback."""

import sys
from collections.abc import Mapping

from spandeck.cli.narrate import say
from spandeck.config.settings import BadConfig, places
from spandeck.model.catalog import Unknown
from spandeck.model.errors import Limited, Refused, SourceError, Unreachable
from spandeck.model.form import BadForm
from spandeck.model.query import BadQuery
from spandeck.private import Unsafe
from spandeck.ui.crash import report

UNEXPECTED, USAGE, REFUSED, VENDOR, CONFIGURATION, INTERRUPTED = 1, 2, 3, 4, 5, 130


SHELL_ADVICE: Mapping[type[SourceError], str] = {
    Unreachable: "Is it up, and is the address right? spandeck doctor looks.",
    Limited: "Run it again then.",
}
"""What to do instead of what a screen would say, where keys and cached rows are at hand."""


class Usage(Exception):
    """What was asked cannot be done as asked; `str()` is a sentence."""


class Failed(Exception):
    """The command ran and could not do its work; `str()` is a sentence."""


def ended(error: BaseException) -> int:
    """Say what happened and return the exit code for it."""
    match error:
        case KeyboardInterrupt():
            return INTERRUPTED
        case Usage() | BadQuery() | Unknown():
            return told(str(error), USAGE)
        case BadForm():
            for name, words in error.errors.items():
                say(f"{name}: {words}")
            return USAGE
        case SourceError():
            if error.advice == type(error).advice:
                error.advice = SHELL_ADVICE.get(type(error), error.advice)
            say(str(error))
            for name, words in error.fields.items() if isinstance(error, Refused) else ():
                say(f"{name}: {words}")
            return code_of(error)
        case BadConfig():
            return told(str(error), CONFIGURATION)
        case Failed() | Unsafe():
            return told(str(error), UNEXPECTED)
        case OSError(strerror=str(why)):
            place = f"{error.filename}: " if error.filename else ""
            return told(f"{place}{why[:1].lower()}{why[1:]}.", UNEXPECTED)
        case _:
            print(report(error, places().crashes), file=sys.stderr)
            return UNEXPECTED


def code_of(error: SourceError) -> int:
    """The exit code of a question that got no usable answer."""
    return REFUSED if isinstance(error, Refused) and error.by_credentials else VENDOR


def told(sentence: str, code: int) -> int:
    """The code, after the sentence is on stderr."""
    say(sentence)
    return code
