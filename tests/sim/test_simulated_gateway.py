"""The gateway: what is sent in any form can be read at once, exactly, and stays."""

import gzip
import json
import sqlite3
import sys
from base64 import b64decode
from typing import Any

import httpx
import pytest
from google.protobuf.json_format import MessageToDict  # type: ignore[import-untyped]
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from spandeck.sim import otlp
from spandeck.sim.archive import Archive, BadArchive
from spandeck.sim.risicare import application
from spandeck.sim.risicare.keys import Keys
from spandeck.sim.world import World
from tests.corpora import Corpus, corpora
from tests.sim.asking import SPAN, Record, client, detail, flat, listed, send

CORPORA = {each.name: each for each in corpora()}
SMALL = next(iter(CORPORA.values()))
PROTOBUF = {"content-type": "application/x-protobuf"}
OTLP = "/v1/otlp/v1/traces"


async def replay(asking: httpx.AsyncClient, corpus: Corpus) -> None:
    for request in corpus.requests():
        answer = await asking.post(OTLP, content=request.SerializeToString(), headers=PROTOBUF)
        assert (answer.status_code, answer.content) == (200, b"")


async def head(asking: httpx.AsyncClient, trace_id: str) -> Record:
    """A detail without its spans, which may be nested deeper than `json` can read."""
    text = (await asking.get(f"/api/v1/traces/{trace_id}")).text
    before, _, tree = text.partition(',"spans":')
    assert tree.endswith("]}")
    found: Record = json.loads(before + "}")
    assert tree.count('"children":[') >= found["span_count"]
    return found


def as_json(request: ExportTraceServiceRequest) -> Any:
    """OTLP/JSON: like protobuf's JSON but for ids, which are hex."""

    def hexed(found: Any) -> Any:
        if isinstance(found, list):
            return [hexed(each) for each in found]
        if not isinstance(found, dict):
            return found
        ids = ("traceId", "spanId", "parentSpanId")
        return {
            key: b64decode(value).hex() if key in ids else hexed(value)
            for key, value in found.items()
        }

    return hexed(MessageToDict(request))


@pytest.mark.parametrize("name", sorted(set(CORPORA) - {"large_langgraph_one_trace"}))
async def test_a_recorded_corpus_is_read_back_as_its_index_counts_it(
    empty: httpx.AsyncClient, name: str
) -> None:
    corpus = CORPORA[name]
    await replay(empty, corpus)
    rows = await listed(empty)
    index = corpus.index
    assert len(rows) == index["traces"]
    assert sum(row["span_count"] for row in rows) == index["spans"]
    assert sum(row["error_count"] for row in rows) == index["error_spans"]
    assert all((row["status"] == "error") == row["has_error"] for row in rows)
    assert all((row["error_code"] is not None) == row["has_error"] for row in rows)
    depths = [(await head(empty, row["trace_id"]))["max_depth"] for row in rows]
    assert max(depths) == index["max_depth"]


async def test_every_span_comes_back_with_its_parent_and_attributes(
    empty: httpx.AsyncClient,
) -> None:
    await replay(empty, SMALL)
    read: dict[str, Record] = {}
    for trace_id in SMALL.traces:
        read |= {
            span["span_id"]: span for _, span in flat((await detail(empty, trace_id))["spans"])
        }
    sent = [
        (resource, span)
        for request in SMALL.requests()
        for resource in request.resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]
    assert len(sent) == len(read)
    for _, span in sent:
        found = read[span.span_id.hex()]
        assert found["parent_span_id"] == (span.parent_span_id.hex() or None)
        assert found["name"] == span.name
        assert (found["status"] == "error") == (span.status.code == 2)
        assert len(found["events"]) == len(span.events)
        texts = {a.key: a.value.string_value for a in span.attributes if a.value.string_value}
        assert {key: found["attributes"][key] for key in texts} == texts
        numbers = {a.key: a.value.int_value for a in span.attributes if a.value.int_value}
        assert {key: found["attributes"][key] for key in numbers} == numbers


async def test_json_protobuf_and_gzip_are_the_same_telemetry(world: World, tokens: Keys) -> None:
    read: list[list[Record]] = []
    for form in ("protobuf", "json", "gzip"):
        async with client(application(world, limits=None), tokens.empty) as asking:
            for request in SMALL.requests():
                body, headers = request.SerializeToString(), dict(PROTOBUF)
                if form == "json":
                    body = json.dumps(as_json(request)).encode()
                    headers = {"content-type": "application/json"}
                if form == "gzip":
                    body, headers = gzip.compress(body), PROTOBUF | {"content-encoding": "gzip"}
                answer = await asking.post(OTLP, content=body, headers=headers)
                assert answer.status_code == 200, answer.text
                assert answer.headers["content-type"] == headers["content-type"]
            rows = await listed(asking)
            read.append([await detail(asking, row["trace_id"]) for row in rows])
    assert read[0] == read[1] == read[2]
    assert len(read[0]) == SMALL.index["traces"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/spans", SPAN),
        ("/v1/spans/batch", {"spans": [SPAN]}),
        ("/v1/traces", {"trace_id": "abc123", "spans": [SPAN], "metadata": {}}),
    ],
)
async def test_the_vendors_own_forms_are_read_back_exactly(
    empty: httpx.AsyncClient, path: str, body: Any
) -> None:
    answer = await send(empty, path, body)
    assert answer.json() == {"accepted": 1, "rejected": 0}
    found = await detail(empty, "abc123")
    (span,) = found["spans"]
    assert span["attributes"] == SPAN["attributes"]
    assert (span["start_time"], span["duration_ms"]) == ("2026-11-21T10:00:00.000000Z", 1500.0)
    assert (found["total_tokens"], found["total_cost_usd"], found["status"]) == (12, None, "ok")


async def test_one_bad_span_does_not_spoil_the_others(empty: httpx.AsyncClient) -> None:
    bad = [SPAN | {"start_time": "soon"}, {}, SPAN | {"trace_id": ""}, SPAN | {"status": "meh"}]
    bad.append(SPAN | {"start_time": "9999-01-01T00:00:00Z"})
    answer = await send(empty, "/v1/spans/batch", {"spans": [*bad, SPAN]})
    assert answer.json() == {"accepted": 1, "rejected": 5}
    export: Any = {"resourceSpans": [{"scopeSpans": [{"spans": [{"traceId": "short"}]}]}]}
    answer = await send(empty, OTLP, export)
    assert answer.json()["partialSuccess"]["rejectedSpans"] == "1"
    request = ExportTraceServiceRequest()
    request.resource_spans.add().scope_spans.add().spans.add(trace_id=b"short", span_id=b"12345678")
    answer = await empty.post(OTLP, content=request.SerializeToString(), headers=PROTOBUF)
    said = ExportTraceServiceResponse.FromString(answer.content)
    assert said.partial_success.rejected_spans == 1
    assert len(await listed(empty)) == 1


@pytest.mark.parametrize("path", ["/v1/spans", "/v1/spans/batch", "/v1/traces", "/v1/events", OTLP])
@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"spans": 3, "resourceSpans": 3}', b'"\\ud800"', b"[" * 9999],
    ids=["empty", "cut", "a list", "numbers", "half a character", "deep"],
)
async def test_a_malformed_body_is_refused_in_the_envelope(
    empty: httpx.AsyncClient, path: str, body: bytes
) -> None:
    answer = await empty.post(path, content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "invalid_request"


async def test_bodies_that_are_not_what_they_say_are_refused(empty: httpx.AsyncClient) -> None:
    bomb = gzip.compress(bytes(80 * 1024 * 1024))
    for content, headers, status in (
        (b"\xff\xff", PROTOBUF, 400),
        (b"plain", PROTOBUF | {"content-encoding": "gzip"}, 400),
        (gzip.compress(b"x" * 999)[:-20], PROTOBUF | {"content-encoding": "gzip"}, 400),
        (b"", PROTOBUF | {"content-encoding": "br"}, 415),
        (b"", {"content-type": "text/plain"}, 415),
        (bomb, PROTOBUF | {"content-encoding": "gzip"}, 413),
    ):
        answer = await empty.post(OTLP, content=content, headers=headers)
        assert answer.status_code == status, answer.text
        assert answer.json()["error"]["message"]


async def test_without_the_extra_protobuf_is_refused_by_naming_it(
    empty: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "spandeck.sim.otlp.protobuf", None)
    monkeypatch.delattr(otlp, "protobuf", raising=False)
    answer = await empty.post(OTLP, content=b"", headers=PROTOBUF)
    assert answer.status_code == 415
    assert "spandeck[otlp]" in answer.json()["error"]["message"]
    assert (await send(empty, OTLP, {"resourceSpans": []})).status_code == 200


async def test_what_is_sent_outlives_the_simulator(
    world: World, tokens: Keys, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("data") / "sim.db"
    read: list[Record] = []
    for sent in (True, False):
        archive = Archive.open(path)
        async with client(application(world, archive=archive), tokens.empty) as asking:
            if sent:
                await send(asking, "/v1/spans", SPAN)
            read.append(await detail(asking, "abc123"))
            assert len(await listed(asking)) == 1
        assert {each.stat().st_mode & 0o777 for each in path.parent.iterdir()} == {0o600}
        archive.close()
    assert read[0] == read[1]


def test_a_file_of_somebody_elses_is_left_alone(tmp_path: Any) -> None:

    text, other = tmp_path / "notes.txt", tmp_path / "other.db"
    text.write_text("not a database, but long enough to look like one " * 100)
    database = sqlite3.connect(other)
    database.execute("CREATE TABLE theirs (x)")
    database.close()
    for path in (text, other, tmp_path / "no" / "such" / "directory.db"):
        before = path.read_bytes() if path.exists() else None
        with pytest.raises(BadArchive, match=path.name):
            Archive.open(path)
        assert (path.read_bytes() if path.exists() else None) == before
