"""Values for any field of any action: right ones, and wrong ones by kind and limit."""

from collections.abc import Iterator, Mapping

from spandeck.model.action import Field

WORDS: Mapping[str, str] = {
    "url": "https://hooks.example.com/spandeck",
    "error_code": "TOOL.EXECUTION.TIMEOUT",
    "operator": ">",
    "metric": "error_rate",
    "threshold": "0.5",
    "window_minutes": "15",
    "start_time": "now-2h",
    "end_time": "now",
    "minimum_score": "10",
    "maximum_score": "90",
    "file_id": "00000000-0000-4000-8000-000000000000",
    "trace_ids": "0af7651916cd43dd8448eb211c80319c",
    "starts_at": "+2h",
    "ends_at": "+3h",
    "batch": '[{"vendor": "acme", "endpoint": "/a", "method": "GET", "outcome": "success", '
    '"duration_ms": 12, "ts": 1795256400000}]',
    "extra_vendors": '{"acme": "api.acme.example"}',
}
"""Fields whose kind alone does not say what is right, by name."""
UNIQUE = ("name", "title", "key", "slug", "email", "label", "starts_at", "ends_at")
"""Fields that no two things share, so that what another one has is not right."""


def right(known: Field, found: str = "", now: str = "", nth: int = 0) -> str:
    """A text that a field takes: what was `found` elsewhere, but never what it has `now`.

    Names are the `nth`, so that no two are the same.
    """
    last = known.name.rpartition(".")[2]
    strange = known.kind == "choice" and found not in known.choices
    unlike = last in UNIQUE or found == now or strange
    if found and not unlike:
        return found
    if last in WORDS and WORDS[last] != now:
        return WORDS[last]
    if last.lower().endswith("id") and not known.required:
        return ""
    if last in UNIQUE and known.kind == "text":
        return f"sample-{nth}" + "@example.com" * (last == "email")
    return next(each for each in samples(known) if each != now)


def samples(known: Field) -> Iterator[str]:
    """Two texts that a field takes, by its kind."""
    least, most = known.least, known.most
    few = max(1, int(least or 1))
    match known.kind:
        case "integer":
            start = int(least if least is not None else most - 1 if most is not None else 1)
            yield from (f"{start}", f"{start + 1}")
        case "number":
            low, high = least or 0, most if most is not None else 100 + (least or 0)
            yield from (f"{low + (high - low) / 2:g}", f"{low + (high - low) / 4:g}")
        case "flag":
            yield from ("true", "false")
        case "choice":
            yield from known.choices[:2]
        case "choices":
            yield ", ".join(known.choices[:few])
            yield ", ".join(known.choices[: few + 1])
        case "list":
            yield ", ".join(f"item-{n}" for n in range(few))
            yield ", ".join(f"item-{n}" for n in range(few + 1))
        case "time":
            yield from ("+2h", "+3h")
        case "date":
            yield from ("2026-11-22", "2026-11-23")
        case "json":
            yield from ('{"a": "b"}', '{"a": "c"}')
        case "text" | "multiline" | "secret":
            yield from ("sample text"[: known.longest], "another text"[: known.longest])


def wrong(known: Field) -> Iterator[str]:
    """Texts that a field does not take: none, where it takes any."""
    if known.required and known.default is None:
        yield " "
    if known.longest is not None and known.kind in ("text", "multiline", "secret"):
        yield "x" * (known.longest + 1)
    if known.longest is not None and known.kind in ("list", "choices"):
        yield ", ".join(f"item-{n}" for n in range(known.longest + 1))
    if known.kind in ("integer", "number"):
        yield "many"
        yield "nan"
        if known.least is not None:
            yield f"{known.least - 1:g}"
        if known.most is not None:
            yield f"{known.most + 1:g}"
    words = {
        "flag": "perhaps",
        "choice": "no such choice",
        "choices": "no such choice",
        "time": "tomorrow",
        "date": "tomorrow",
        "json": "{",
    }
    if known.kind in words:
        yield words[known.kind]
