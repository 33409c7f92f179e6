"""How an answer changes what is known of a bucket: headers may lower at once, and raise slowly.

Pure (limiter.md, "Learning from headers"). No header may raise a limit above ten times its
default, end a block early or cause a wait without end.
"""

import math
from dataclasses import replace

from spandeck.model.limits import Window
from spandeck.net.bucket import ADAPTIVE, Allowance, Bucket, Ceiling
from spandeck.net.headers import LONGEST_S, MARGIN_S, News, Said

CONSISTENT = 3
"""So many answers in a row must say the same before a limit is raised."""
FARTHEST = 10
"""Nothing learnt is further than this factor from the default."""
ROUNDING_S = 2.0
"""Resets and dates are whole seconds: two of them differ by less than this by chance."""
CLIMB = 20
"""Clean answers before an adaptive rate goes up."""
SLOWEST_S = 64.0
"""An adaptive bucket never waits longer than this between requests."""


def learn(bucket: Bucket, news: News, granted: float, now: float) -> Bucket:
    """The bucket after an answer to the request granted at `granted`, all in store seconds."""
    newer = granted >= bucket.newest
    bucket = replace(bucket, garbage=bucket.garbage + news.garbage)
    if bucket.adaptive:
        bucket = adapt(bucket, news)
    if news.retry_s is not None:
        bucket = block(bucket, now + news.retry_s)
    for said in news.said:
        index = match(bucket.allowances, said)
        if said.remaining == 0:
            bucket = block(bucket, now + exhausted(bucket, index, said))
        if index is not None:
            heard = hear(bucket.allowances[index], said, granted, now, newer=newer)
            changed = (*bucket.allowances[:index], heard, *bucket.allowances[index + 1 :])
            bucket = replace(bucket, allowances=changed)
    return replace(bucket, newest=max(bucket.newest, granted))


def block(bucket: Bucket, until: float) -> Bucket:
    """The bucket blocked until then; a block is never shortened."""
    return replace(bucket, blocked_until=max(bucket.blocked_until, until))


def exhausted(bucket: Bucket, index: int | None, said: Said) -> float:
    """Seconds to keep still when nothing remains: to the reset, or a window when none is said."""
    seconds = bucket.longest_s if index is None else bucket.allowances[index].window.seconds
    seconds = said.seconds or seconds
    if said.reset_s is None:
        return min(seconds, LONGEST_S)
    return min(said.reset_s, FARTHEST * seconds, LONGEST_S + MARGIN_S)


def match(allowances: tuple[Allowance, ...], said: Said) -> int | None:
    """Which window the headers speak of, or None when that is not certain.

    A category of several windows reports one at a time, so only its length or its limit tells.
    """
    if len(allowances) == 1:
        return 0
    for index, each in enumerate(allowances):
        if said.seconds is not None and said.seconds in (each.window.seconds, each.default.seconds):
            return index
    if said.seconds is not None or said.limit is None:
        return None
    same = [i for i, a in enumerate(allowances) if said.limit in (a.window.limit, a.default.limit)]
    return same[0] if len(same) == 1 else None


def hear(allowance: Allowance, said: Said, granted: float, now: float, *, newer: bool) -> Allowance:
    """One window after what was said of it."""
    stated = proposal(allowance, said)
    if stated is not None:
        allowance = weigh(allowance, stated, newer=newer)
    if said.reset_s is not None and said.seconds is None and newer:
        allowance = measure(allowance, said, now)
    return ceil(allowance, said, granted, now, newer=newer)


def proposal(allowance: Allowance, said: Said) -> Window | None:
    """The window that headers state, brought within reach of the default."""
    adaptive = allowance.window.source == ADAPTIVE.source
    if said.limit is None or (adaptive and said.seconds is None):
        return None
    seconds = said.seconds or allowance.window.seconds
    rate = allowance.default.limit / allowance.default.seconds
    most = max(1, int(FARTHEST * rate * seconds))
    return Window(min(said.limit, most), seconds, said.source)


def weigh(allowance: Allowance, stated: Window, *, newer: bool) -> Allowance:
    """Take a stricter window at once, and a looser one when it was said often enough."""
    window = allowance.window
    if (stated.limit, stated.seconds) == (window.limit, window.seconds):
        return replace(allowance, window=stated, wish=None, wishes=0)
    if stated.limit <= window.limit and stated.seconds >= window.seconds:
        return replace(allowance, window=stated, wish=None, wishes=0)
    if not newer:
        return allowance
    wishes = allowance.wishes + 1 if stated == allowance.wish else 1
    if wishes < CONSISTENT:
        return replace(allowance, wish=stated, wishes=wishes)
    return replace(allowance, window=stated, wish=None, wishes=0)


def measure(allowance: Allowance, said: Said, now: float) -> Allowance:
    """Learn how long the vendor's window is from where it ends.

    A reset further away than our window is long proves a longer one. A shorter one is believed
    when successive resets were equally far apart and each new window had but our one request in
    it: a sliding window, whose reset also moves, does not look like that.
    """
    window, default = allowance.window, allowance.default
    left = (said.reset_s or 0.0) - MARGIN_S
    if left > window.seconds + ROUNDING_S:
        farthest = max(window.seconds, FARTHEST * default.seconds)
        seconds = min(float(math.ceil(left)), farthest)
        return replace(allowance, window=replace(window, seconds=seconds), steps=())
    if allowance.reset_at is None:
        return replace(allowance, reset_at=now + left)
    step = now + left - allowance.reset_at
    if abs(step) <= ROUNDING_S:
        return allowance
    alone = said.limit is not None and said.remaining is not None
    alone = alone and (said.remaining or 0) >= (said.limit or 0) - 1
    steps = (*allowance.steps, step)[-CONSISTENT:] if alone and step > 0 else ()
    allowance = replace(allowance, reset_at=now + left, steps=steps)
    seconds = float(round(sum(steps) / len(steps))) if steps else 0.0
    if len(steps) < CONSISTENT or max(steps) - min(steps) > ROUNDING_S:
        return allowance
    if not max(left - ROUNDING_S, default.seconds / FARTHEST) <= seconds < window.seconds:
        return allowance
    return replace(allowance, window=replace(window, seconds=seconds), steps=())


def ceil(allowance: Allowance, said: Said, granted: float, now: float, *, newer: bool) -> Allowance:
    """Remember what the vendor says is left; an older answer may only lower it."""
    if said.remaining is None:
        return allowance
    limit = said.limit or allowance.window.limit
    seconds = said.seconds or allowance.window.seconds
    left = seconds if said.reset_s is None else min(said.reset_s, FARTHEST * seconds)
    made = Ceiling(limit, min(said.remaining, limit), granted, now + left)
    old = allowance.ceiling
    if newer or old is None or made.remaining < old.remaining:
        return replace(allowance, ceiling=made)
    return allowance


def adapt(bucket: Bucket, news: News) -> Bucket:
    """The adaptive rate: one more in its window after 20 clean answers, half on a 429.

    It climbs no further than ten a second, or where its descriptor begins.
    """
    (allowance,) = bucket.allowances
    window = allowance.window
    if news.throttled:
        limit, seconds = window.limit // 2, window.seconds
        if limit < 1:
            limit, seconds = 1, min(SLOWEST_S, seconds * 2)
        slower = replace(window, limit=limit, seconds=seconds)
        return replace(bucket, allowances=(replace(allowance, window=slower),), clean=0)
    if not news.clean or bucket.clean + 1 < CLIMB:
        return replace(bucket, clean=bucket.clean + int(news.clean))
    least_s = allowance.default.seconds
    if window.seconds > least_s:
        faster = replace(window, seconds=max(least_s, window.seconds / 2))
    else:
        most = max(allowance.default.limit, FARTHEST * ADAPTIVE.limit)
        faster = replace(window, limit=min(window.limit + 1, most))
    return replace(bucket, allowances=(replace(allowance, window=faster),), clean=0)
