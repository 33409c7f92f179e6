"""The shapes in which Fiddler's groups repeat themselves: lists, items, forms (contract §1.4)."""

from spandeck.model.action import Action, Check, Field, Follow, Values
from spandeck.model.query import Filter
from spandeck.model.resource import Call, Column, Relation, Resource

API = "/v3"
LARGEST = 100

NAME = Column("name", "Name")
CREATED = Column("created_at", "Created", "time")
UPDATED = Column("updated_at", "Updated", "time")
BY = Column("created_by.full_name", "By")
ABOUT = Column("description", "Description")
PROJECT = Column("project.name", "Project")
APPLICATION = Column("application.name", "Application")
MODEL = Column("model.name", "Model")

BINS = ("Hour", "Day", "Week", "Month")
FROM = Filter("start_time", "time", "the beginning of the range", required=True)
TO = Filter("end_time", "time", "the end of the range", required=True)
WINDOW = ("start_time", "end_time")
SEARCH = Filter("search", "text", "words anywhere in it")
ORDER = Filter("ordering", "text", "fields between commas, such as -created_at")
PROJECT_ID = Field("project_id", required=True, of="projects")
APPLICATION_ID = Field("application_id", required=True, of="applications")
MODEL_ID = Field("model_id", required=True, of="models")
NAMED = Field("name", required=True)
DESCRIBED = Field("description", "multiline")
JOB = Follow(
    "jobs", "job.id", done=("SUCCESS",), failed=("FAILURE", "REVOKED"), progress="progress"
)
"""How whatever makes a job is followed: to its end (contract §5.16)."""


def calls(path: str) -> tuple[Call, Call]:
    """The list of a group and one of it."""
    return Call("GET", f"{API}/{path}"), Call("GET", f"{API}/{path}/{{id}}")


def has(name: str, about: str, of: str = "", choices: tuple[str, ...] = ()) -> Filter:
    """A field that the vendor's filter language compares (contract §3.1)."""
    return Filter(name, "text", about, place="filter", of=of, choices=choices)


def since(name: str, about: str) -> Filter:
    """A time that the vendor's filter language bounds at either end."""
    return Filter(name, "time", about, (">=", "<="), place="filter")


def listed(*own: Filter) -> tuple[Filter, ...]:
    """What every list can be asked (contract §1.4), after what is its own."""
    named = has("name", "its name; * stands for anything at either end")
    return (*own, named, since("created_at", "when it was made"), SEARCH, ORDER)


PROJECTED = has("project_id", "one project's", "projects")
APPLIED = has("application_id", "one application's", "applications")
MODELLED = has("model_id", "one model's", "models")


def parent(name: str, of: str, about: str) -> Filter:
    """What a list lies in: a part of its path."""
    return Filter(name, "text", about, place="path", required=True, of=of)


def within(of: str, name: str, title: str, like: Resource) -> Resource:
    """A group again, as the list that stands below one model's path."""
    return Resource(
        f"model-{name}",
        f"{title} of a model",
        like.group,
        Call("GET", f"{API}/models/{{model_id}}/{name}"),
        columns=like.columns,
        filters=listed(parent("model_id", of, "the model")),
        relations=(Relation(title, name, item="id"),),
        largest=LARGEST,
    )


def create(
    path: str,
    on: str,
    title: str,
    *fields: Field,
    check: Check | None = None,
    follow: Follow | None = None,
    once: tuple[str, ...] = (),
    note: str = "",
) -> Action:
    """POST one more."""
    return Action(
        f"create-{one(on)}",
        title,
        on,
        "POST",
        f"{API}/{path}",
        "write",
        fields,
        check=check,
        follow=follow,
        once=once,
        note=note,
    )


def update(path: str, on: str, title: str, *fields: Field, check: Check | None = None) -> Action:
    """PATCH one: what is not sent stays as it is."""
    path = f"{API}/{path}/{{id}}"
    return Action(f"update-{one(on)}", title, on, "PATCH", path, "write", fields, check=check)


def delete(
    path: str, on: str, title: str, *, note: str = "", follow: Follow | None = None
) -> Action:
    """DELETE one for good."""
    path = f"{API}/{path}/{{id}}"
    return Action(
        f"delete-{one(on)}", title, on, "DELETE", path, "destructive", follow=follow, note=note
    )


def one(on: str) -> str:
    """The name for one of a group."""
    return Resource(on, "", "").singular


def some(*names: str) -> Check:
    """A change must change something."""

    def check(values: Values, now_ns: int) -> dict[str, str]:
        changed = any(name in values for name in names)
        return {} if changed else {names[0]: "fill in at least one field."}

    return check


def listing(name: str, least: int, most: int) -> Check:
    """JSON that is a list of so many."""

    def check(values: Values, now_ns: int) -> dict[str, str]:
        found = values.get(name)
        if not isinstance(found, list):
            return {name: "it is a JSON list."}
        if not least <= len(found) <= most:
            return {name: f"there are {len(found)}, and {least} to {most} are allowed."}
        return {}

    return check


def together(*checks: Check) -> Check:
    """Several checks as one."""

    def check(values: Values, now_ns: int) -> dict[str, str]:
        found: dict[str, str] = {}
        for each in checks:
            found |= each(values, now_ns)
        return found

    return check


def ordered(first: str, last: str) -> Check:
    """Of two times that are both given, the second comes later."""

    def check(values: Values, now_ns: int) -> dict[str, str]:
        begin, end = values.get(first), values.get(last)
        late = begin is not None and end is not None and end <= begin
        return {last: f"it is not later than {first}."} if late else {}

    return check
