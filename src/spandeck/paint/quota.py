"""A day's quota in sentences: what it has left before something is sent, and why it is not."""

from collections.abc import Sequence
from datetime import UTC, tzinfo

from spandeck.model.bulk import Bulk
from spandeck.model.errors import period
from spandeck.model.quota import Quota
from spandeck.paint.units import exact, moment

SECOND_NS = 1_000_000_000


def requests(count: int) -> str:
    """`1 request`, `12 requests`."""
    return "1 request" if count == 1 else f"{exact(count)} requests"


def wanted(bulk: Bulk) -> str:
    """How many requests it takes, and why so many."""
    count, sizes = len(bulk.drafts), [len(each) for each in bulk.portions]
    return f"{requests(count)} for {exact(sum(sizes))} ids, at most {exact(max(sizes))} in each"


def left(quota: Quota) -> str:
    """`of the day's 100 requests 96 are left, and 10 of those are kept back for emergencies`."""
    return (
        f"of the day's {requests(quota.limit)} {exact(quota.remaining)} are left, and "
        f"{exact(quota.kept)} of those are kept back for emergencies"
    )


def refusal(quota: Quota, count: int, now_ns: int, zone: tzinfo = UTC) -> str:
    """Why so many requests are not even begun, and from when on there is room again."""
    if quota.blocked:
        why = "the vendor takes none now. It takes them again"
    else:
        why = f"{exact(quota.free)} may be sent now: {left(quota)}. The first returns"
    return f"this takes {requests(count)}, and {why} {returns(quota, now_ns, zone)}"


def returns(quota: Quota, now_ns: int, zone: tzinfo) -> str:
    """`at 2026-11-22 09:12 UTC, in 14 h`; the minute after the moment itself."""
    at = moment(now_ns + int((quota.returns_s + 59) * SECOND_NS), zone)
    return f"at {at:%Y-%m-%d %H:%M %Z}, in {period(quota.returns_s)}"


def report(bulk: Bulk) -> str:
    """How far the requests came: `1 of 3 requests done (1,000 ids), of 1 it is unknown (…), …`."""
    done = len(bulk.outcomes)
    rest = len(bulk.drafts) - done - bulk.doubtful
    parts = [f"{exact(done)} of {requests(len(bulk.drafts))} done{ids(bulk.done)}"]
    parts += [f"of 1 it is unknown{ids(bulk.unknown)}"] if bulk.doubtful else []
    parts += [f"{exact(rest)} not done{ids(bulk.untouched)}"] if rest else []
    return ", ".join(parts)


def ids(found: Sequence[str]) -> str:
    """` (1,000 ids)`; nothing for none."""
    return f" ({exact(len(found))} ids)" if found else ""
