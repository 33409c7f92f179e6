"""The traces behind an hour of calls to a provider, at every vendor that holds traces.

What narrows a vendor's list to a provider is data of its filters (`Filter.provider`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from spandeck.model.query import Filter, Query, parse, quoted
from spandeck.model.source import Opened, Sources
from spandeck.model.upstream import Between
from spandeck.ui.profile import Profile
from spandeck.ui.views.desk import Desk
from spandeck.ui.views.traces import TracesView


@dataclass(frozen=True, slots=True)
class Way:
    """One vendor's traces of an hour."""

    desk: Desk
    query: Query
    narrowed: bool
    """Whether the vendor can tell the provider; otherwise all traces of the hour are listed."""

    @property
    def title(self) -> str:
        """The vendor."""
        return self.desk.opened.records.title

    @property
    def aside(self) -> str:
        """What will be listed."""
        return self.query.text if self.narrowed else "all of that hour: it cannot tell providers"

    def view(self) -> TracesView | None:
        """The list, its range fixed; its filter can be taken off."""
        traces = self.desk.opened.traces
        if traces is None:
            return None
        view = TracesView(traces, self.desk.profile)
        view.conditions = self.query
        view.given = Query().within(self.query.since_ns, self.query.until_ns)
        return view


def ways(
    sources: Sources, profile: Profile, provider: str, environment: str | None, between: Between
) -> list[Way]:
    """The vendors that are connected and hold traces, with what each would be asked."""
    found = []
    for name, traces in sources.traces.items():
        records = sources.records.get(name)
        if records is not None:
            text = narrowing(traces.filters, provider, environment)
            query = parse(text, traces.filters).within(between.since_ns, between.until_ns)
            able = any(each.provider for each in traces.filters)
            found.append(Way(Desk(Opened(records, traces), profile), query, able))
    return found


def narrowing(filters: Sequence[Filter], provider: str, environment: str | None) -> str:
    """The filter line that leaves the calls to a provider, as far as a list knows how."""
    said = [
        f'{each.name}="{quoted(each.provider.format(provider=provider))}"'
        for each in filters
        if each.provider
    ]
    if environment and any(each.name == "environment" for each in filters):
        said.append(f'environment="{quoted(environment)}"')
    return " ".join(said)
