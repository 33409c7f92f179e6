"""All questions about a failure at once: each fact as it comes, and no question delays another.

Opening a card asks a watcher of providers nine times, the vendor of the trace for four to six
lists and six traces, every other vendor that holds traces for this one, and those who know of
cures three times (`tests/why/test_story.py` holds what that comes to in requests). Alerts are
those that the tail has told. Asked again within their freshness they cost nothing: the cache
answers.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence

from spandeck.model.errors import SourceError
from spandeck.model.page import Ask
from spandeck.model.query import BadQuery
from spandeck.model.source import Sources
from spandeck.model.told import Told
from spandeck.why import elsewhere, known, provider, siblings, within
from spandeck.why.case import Case
from spandeck.why.question import Question

DEADLINE_S = 10.0
LATE = "no answer within {:.0f} s; r asks again"


def questions(
    case: Case,
    sources: Sources,
    ask: Ask,
    clock: Callable[[], int],
    heard: known.Heard | None = None,
) -> tuple[Question, ...]:
    """Everything that somebody who is connected may know, in the order in which it is told."""
    asked = (
        *within.questions(case),
        *provider.questions(case, sources.upstream, ask, clock),
        *siblings.questions(case, sources.traces, ask),
        *known.questions(case, sources, ask, heard),
        *elsewhere.questions(case, sources.traces, ask),
    )
    return tuple(asked)


async def gather(
    asked: Sequence[Question], *, deadline_s: float = DEADLINE_S
) -> AsyncGenerator[Told, None]:
    """Every line as soon as it is known; what is not there in time says so."""
    loop = asyncio.get_running_loop()
    until = loop.time() + deadline_s
    tasks = {asyncio.ensure_future(answered(each)): each for each in asked}
    waiting = set(tasks)
    try:
        while waiting:
            done, waiting = await asyncio.wait(
                waiting,
                timeout=max(0.0, until - loop.time()),
                return_when=asyncio.FIRST_COMPLETED,
            )
            if not done:
                break
            for each in done:
                for line in each.result():
                    yield line
        for each in waiting:
            for line in tasks[each].unknown(LATE.format(deadline_s)):
                yield line
    finally:
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def answered(question: Question) -> tuple[Told, ...]:
    """What came of one question; a source that fails is a line of the card, not its end."""
    try:
        return await question.ask()
    except (SourceError, BadQuery) as error:
        return question.unknown(str(error))
