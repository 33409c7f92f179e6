"""The widgets of dashboards, which are only read, one by one (contracts/arize.md §9)."""

from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from spandeck.sim.arize.collection import caller
from spandeck.sim.arize.errors import missing
from spandeck.sim.arize.organisation import Organisation, Record
from spandeck.sim.arize.paging import answer


async def widget(request: Request) -> Response:
    """GET one widget of one dashboard."""
    who = caller(request)
    found = who.find("widgets", request.path_params["widget_id"])
    if found["dashboard_id"] != request.path_params["dashboard_id"]:
        raise missing("widget")
    return answer(found)


def widgets(organisation: Organisation) -> Iterable[Record]:
    """The dashboard of the people on call: a text, a number and a line."""
    if organisation.world is None:
        return
    told: tuple[tuple[str, str, Record], ...] = (
        ("TEXT", "What to do", {"content": "Look at the rate limits first."}),
        (
            "STATISTIC",
            "Failed traces",
            {
                "model_id": organisation.id("Model", 1),
                "model_version_ids": [],
                "aggregation": "COUNT",
                "time_series_metric_type": "TRACING",
                "dimension_category": "SPAN_ATTRIBUTE",
                "dimension_name": "status_code",
                "filters": [],
            },
        ),
        (
            "LINE_CHART",
            "Latency",
            {
                "widget_type": "LINE",
                "plots": [],
                "time_series_metric_type": "TRACING",
                "show_legend": True,
                "timezone": "UTC",
            },
        ),
    )
    for number, (kind, title, more) in enumerate(told, 1):
        yield {
            "id": organisation.id("Widget", number),
            "type": kind,
            "dashboard_id": organisation.id("Dashboard", 1),
            "title": title,
            "grid_position": [0, (number - 1) * 4, 12, 4],
            "creation_status": "PUBLISHED",
            "created_at": organisation.day(8),
            "creator_user_id": organisation.id("User", 1),
            **more,
        }


SEEDS = {"widgets": widgets}
ROUTES = (Route("/v2/dashboards/{dashboard_id}/widgets/{widget_id}", widget),)
