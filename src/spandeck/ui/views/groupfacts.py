"""What error groups can be filtered by, and whether one of them fits; asks nobody."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import get_args

from spandeck.model.group import Group, Word
from spandeck.model.query import Condition, Filter, compares

FACTS: Mapping[str, Callable[[Group], Sequence[str]]] = {
    "state": lambda group: (group.state.word,),
    "what": lambda group: (group.title, *(value for _, value in group.fingerprint.parts)),
    "where": lambda group: (group.where,),
    "agent": lambda group: group.agents,
    "version": lambda group: group.versions,
    "model": lambda group: group.models,
    "vendor": lambda group: group.vendors,
    "key": lambda group: (group.fingerprint.key,),
}
"""Everything that a group says under a name; one of several that fits is enough."""
ABOUT: Mapping[str, str] = {
    "state": "what is thought of it",
    "what": "the error, such as *timeout*",
    "where": "the tool, model or step",
    "vendor": "who told of it",
    "key": "the group's short name",
}
FILTERS = tuple(
    Filter(
        name,
        "text",
        ABOUT.get(name, f"the {name}"),
        at_vendor=False,
        choices=get_args(Word) if name == "state" else (),
    )
    for name in FACTS
)


def passes(group: Group, conditions: Iterable[Condition]) -> bool:
    """Whether a group meets all of these."""
    return all(
        any(compares(fact, each) for fact in FACTS[each.field](group)) for each in conditions
    )
