"""What a vendor's things are recognised by: its own links, the ids in its lists, all of it held."""

import pytest

from spandeck.model.landing import reading
from spandeck.model.page import BadRow
from spandeck.model.query import Condition, Query
from spandeck.model.trace import TraceSummary
from spandeck.vendors.landmarks import readable
from tests.vendors.opened import LOADED, opened

TRACING = ["fiddler", "risicare", "arize"]
RECORDS = {
    "fiddler": "alert-rules",
    "risicare": "fixes",
    "arize": "monitors",
}


@pytest.mark.parametrize("name", LOADED)
async def test_every_landmark_leads_to_something_that_can_be_read_by_its_id(name: str) -> None:
    async with opened(name) as vendor:
        marks, catalog = vendor.landmarks, vendor.records.catalog
        assert marks is not None
        named = {*marks.beginnings.values(), *marks.silent}
        named |= {each.resource for each in marks.addresses if each.resource}
        for each in named - {"sessions"}:
            assert readable(catalog.resource(each)), each


@pytest.mark.parametrize("name", TRACING)
async def test_the_link_of_a_listed_trace_is_read_again(name: str) -> None:
    async with opened(name) as vendor:
        assert vendor.traces is not None
        assert vendor.landmarks is not None
        row = (await vendor.traces.traces(Query(), limit=1)).items[0]
        assert isinstance(row, TraceSummary)
        link = vendor.traces.web_link(row.trace_id)
        (lead,) = reading(f"see <{link}|this>", (vendor.landmarks,)).leads
        assert (lead.what, lead.id, lead.vendor) == ("trace", row.trace_id, name)


@pytest.mark.parametrize("name", TRACING)
async def test_the_id_and_the_api_address_of_a_record_are_known(name: str) -> None:
    async with opened(name) as vendor:
        assert vendor.landmarks is not None
        resource = vendor.records.catalog.resource(RECORDS[name])
        assert resource.item is not None
        row = (await vendor.records.records(resource, limit=1)).items[0]
        assert not isinstance(row, BadRow)
        for text in (
            f"the alert {row.id} fired",
            f"http://127.0.0.1:7412{resource.item.template.replace('{id}', row.id)}?v=2",
        ):
            leads = reading(text, (vendor.landmarks,)).leads
            assert (resource.name, row.id) in [(each.resource, each.id) for each in leads]


@pytest.mark.parametrize("name", ["fiddler", "arize"])
async def test_a_span_alone_leads_to_its_trace(name: str) -> None:
    async with opened(name) as vendor:
        source = vendor.traces
        assert source is not None
        row = (await source.traces(Query(), limit=1)).items[0]
        assert isinstance(row, TraceSummary)
        batches = [batch async for batch in source.spans(row.trace_id)]
        span_id = batches[0].spans[-1].span_id
        (able,) = (each for each in source.filters if each.span)
        asked = Condition(able.name, "=", able.span.format(span=span_id))
        found = await source.traces(Query((asked,), row.started_ns), limit=2)
        assert [each.trace_id for each in found.items if isinstance(each, TraceSummary)] == [
            row.trace_id
        ]
