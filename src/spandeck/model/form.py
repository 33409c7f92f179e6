"""Forms: what a person typed becomes the values of an action, checked before anything is sent.

Pure: it knows neither widgets nor the command line, and both use it.
"""

import json
import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, assert_never

from spandeck.model.action import Action, Field, Values
from spandeck.model.nearest import nearest
from spandeck.model.query import BadQuery, time_ns
from spandeck.model.record import iso
from spandeck.model.resource import Record, at

SURROGATE = re.compile("[\ud800-\udfff]")
"""What stands for bytes that are no UTF-8, or for half a character: neither can be sent."""


class BadForm(ValueError):
    """A form that cannot be sent; `str()` is a sentence, `errors` has one by field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        """`errors` are sentences by the name of the field."""
        self.errors = dict(errors)
        super().__init__(" ".join(f"{name}: {words}" for name, words in self.errors.items()))


class Wrong(ValueError):
    """One field's text is not what it must be; `str()` is a sentence without the field's name."""


def filled(action: Action, typed: Mapping[str, str], now_ns: int) -> dict[str, Any]:
    """The values of a form from its texts; raise `BadForm` with every field that is wrong.

    Fields that are left empty are left out, unless they have a default. A field whose `when` is
    not met is left out, and it is wrong to have typed something into it.
    """
    errors: dict[str, str] = {}
    values: dict[str, Any] = {}
    known = {each.name: each for each in action.fields}
    for name in typed:
        if name not in known and not (name == "id" and action.targeted):
            errors[name] = f"there is no such field. {nearest(name, known)}"
    for each in action.fields:
        text = typed.get(each.name, "")
        if not wanted(each, values):
            if text.strip():
                other, *meant = each.when or ("", "")
                errors[each.name] = f"only where {other} is {' or '.join(meant)}."
            continue
        try:
            value = read(each, text)
        except Wrong as error:
            errors[each.name] = str(error)
            continue
        if value is None and each.required:
            errors[each.name] = "it is required."
        elif value is not None:
            values[each.name] = value
    if action.check is not None and not errors:
        errors |= action.check(values, now_ns)
    if errors:
        raise BadForm(errors)
    return values


def wanted(each: Field, values: Values) -> bool:
    """Whether a field counts, given the fields before it."""
    return each.when is None or values.get(each.when[0]) in each.when[1:]


def read(known: Field, text: str) -> Any:
    """A field's text as its value, None when it is empty; raise `Wrong`."""
    if SURROGATE.search(text):
        raise Wrong("it holds bytes that are no text.")
    text = text if known.kind in ("multiline", "secret", "choices", "list") else text.strip()
    if not text.strip():
        return known.default
    match known.kind:
        case "text" | "multiline" | "secret":
            return bounded(known, text)
        case "integer" | "number":
            return number(known, text)
        case "flag":
            return flag(text)
        case "choice":
            return chosen(known, text)
        case "choices":
            return several(known, [chosen(known, each) for each in parts(text)])
        case "list":
            return several(known, parts(text))
        case "time":
            return moment(text)
        case "date":
            return day(text)
        case "json":
            return parsed(text)
        case _:
            assert_never(known.kind)


def bounded(known: Field, text: str) -> str:
    """A text that is not too long."""
    if known.longest is not None and len(text.strip()) > known.longest:
        raise Wrong(f"it has {len(text.strip())} characters, and {known.longest} are allowed.")
    return text


def number(known: Field, text: str) -> float | int:
    """A finite number within its bounds, whole where it must be."""
    kind = "a whole number" if known.kind == "integer" else "a number"
    try:
        found = int(text) if known.kind == "integer" else float(text)
    except ValueError:
        raise Wrong(f"“{text}” is not {kind}.") from None
    if isinstance(found, float) and not math.isfinite(found):
        raise Wrong(f"“{text}” is not {kind}.")
    if known.least is not None and found < known.least:
        raise Wrong(f"at least {known.least:g}, not {text}.")
    if known.most is not None and found > known.most:
        raise Wrong(f"at most {known.most:g}, not {text}.")
    return found


def flag(text: str) -> bool:
    """True or false, in the words people use."""
    found = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    if text.lower() not in found:
        raise Wrong(f"true or false, not “{text}”.")
    return found[text.lower()]


def chosen(known: Field, text: str) -> str:
    """One of the choices."""
    if text not in known.choices:
        raise Wrong(f"“{text}” is not one of {', '.join(known.choices)}.")
    return text


def parts(text: str) -> list[str]:
    """Several values between commas; where there are lines, one a line, and commas belong to it."""
    between = "\n" if "\n" in text else ","
    return [each.strip() for each in text.split(between) if each.strip()]


def several(known: Field, found: list[str]) -> list[str]:
    """Not too many values, and not too few."""
    if known.longest is not None and len(found) > known.longest:
        raise Wrong(f"there are {len(found)}, and {known.longest} are allowed.")
    if known.least is not None and len(found) < known.least:
        raise Wrong(f"at least {known.least:g}.")
    return found


def moment(text: str) -> int:
    """An ISO 8601 time with its zone, as UTC nanoseconds."""
    try:
        found = time_ns("", text)
    except BadQuery:
        raise Wrong(f"a time such as 2026-11-21T14:00:00Z, not “{text}”.") from None
    if datetime.fromisoformat(text).tzinfo is None:
        raise Wrong(f"“{text}” has no time zone: end it with Z, or an offset such as +01:00.")
    return found


def day(text: str) -> str:
    """A date, as it is written on the wire."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Wrong(f"a date such as 2026-11-21, not “{text}”.") from None


def parsed(text: str) -> Any:
    """JSON."""
    try:
        found = json.loads(text, parse_constant=unsayable)
        halves = SURROGATE.search(json.dumps(found, ensure_ascii=False))
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Wrong(f"it is not JSON ({where}).") from None
    except RecursionError:
        raise Wrong("it is nested too deeply.") from None
    except ValueError as error:
        raise Wrong(f"it is not JSON ({error}).") from None
    if halves:
        raise Wrong("it holds half a character.")
    return found


def unsayable(word: str) -> None:
    """Python reads NaN and infinities, which JSON does not have."""
    raise ValueError(f"{word} is no value of it")


def begun(action: Action, record: Record | None) -> dict[str, str]:
    """The texts a form begins with: the record's present values, else the defaults."""
    texts: dict[str, str] = {}
    change = action.targeted or action.method in ("PATCH", "PUT")
    for each in action.fields:
        found = at(record.raw, each.prefill or each.name) if record and change else None
        value = each.default if found is None else found
        if value is not None and each.kind != "secret":
            texts[each.name] = written(each, value)
    return texts


def written(known: Field, value: Any) -> str:
    """A value as it would be typed."""
    if known.kind == "json":
        return json.dumps(value, ensure_ascii=False, indent=2)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        texts = [str(each) for each in value]
        lined = any("," in each for each in texts)
        return "".join(f"{each}\n" for each in texts) if lined else ", ".join(texts)
    if known.kind == "time" and isinstance(value, int):
        return iso(value) or ""
    return str(value)
