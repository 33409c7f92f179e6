"""A large file goes in parts: it arrives whole and is published once, however it is cut off."""

import asyncio
import json
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spandeck.cli.ending import Failed, Usage
from spandeck.cli.upload import Upload, in_parts, published, uploading
from spandeck.model.connection import Connection, Token
from spandeck.model.errors import Missing, Refused, Unreachable
from spandeck.model.resource import Record
from spandeck.model.source import Outcome, RecordSource
from spandeck.vendors.fiddler.catalog import CATALOG
from spandeck.vendors.fiddler.dialect import Fiddler
from spandeck.vendors.records import Records
from tests.vendors.opened import opened

MODEL = "00000000-0000-4000-8000-000000000001"
CONNECTION = Connection("fiddler", "https://fiddler.test", Token("k.s"), writes=True)
TO = ("writer", MODEL)
VALUES = {"model_id": MODEL, "env_type": "PRODUCTION"}


class Vendor:
    """A Fiddler that keeps the parts it is sent, and loses some answers after it has acted."""

    def __init__(self, loses: frozenset[int] = frozenset()) -> None:
        self.loses = loses
        self.requests = 0
        self.parts: dict[str, bytes] = {}
        self.files: list[bytes] = []
        self.published: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        answer = self.answer(request.url.path.rpartition("/")[2], request)
        if self.requests in self.loses:
            raise httpx.ReadError("cut", request=request)
        return answer

    def answer(self, name: str, request: httpx.Request) -> httpx.Response:
        match name:
            case "multipart-init":
                return normal({"id": "file-1", "status": "INITIATED"})
            case "multipart-upload":
                identity = f"part-{len(self.parts) + 1}"
                self.parts[identity] = carried(request)
                return normal({"part_id": identity})
            case "multipart-complete":
                if self.files:
                    return refused(404, "it is whole")
                numbered = json.loads(request.content)["parts"]
                ordered = sorted(numbered, key=lambda each: each["number"])
                self.files.append(b"".join(self.parts[each["id"]] for each in ordered))
                return normal({"id": "file-1", "status": "SUCCESSFUL"})
            case _:
                self.published.append(json.loads(request.content)["source"]["file_id"])
                return normal({"source_type": "FILE", "job": {"id": "job-1"}})

    @property
    def source(self) -> RecordSource:
        """Fiddler's resources, asked of this vendor."""
        client = httpx.AsyncClient(
            transport=httpx.MockTransport(self), base_url=CONNECTION.url, trust_env=False
        )
        return Records(client, CONNECTION, "Fiddler", CATALOG, Fiddler())


def normal(data: Any) -> httpx.Response:
    return httpx.Response(200, json={"api_version": "3.0", "kind": "NORMAL", "data": data})


def refused(status: int, message: str) -> httpx.Response:
    error = {"code": status, "message": message, "errors": []}
    return httpx.Response(status, json={"kind": "ERROR", "error": error})


def carried(request: httpx.Request) -> bytes:
    """The bytes in the part `file` of a form."""
    edge = b"--" + request.headers["content-type"].partition("boundary=")[2].encode()
    pieces = request.content.split(edge)
    (held,) = (each for each in pieces if b'name="file"' in each)
    return held.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n")


async def sent(source: RecordSource, upload: Upload) -> Outcome:
    identity = await in_parts(source, upload)
    return await published(source, CATALOG.action("publish-events"), VALUES, identity, upload)


@settings(max_examples=40, deadline=None)
@given(
    held=st.binary(min_size=1, max_size=200),
    size=st.integers(1, 60),
    loses=st.frozensets(st.integers(1, 30), max_size=4),
)
def test_a_file_arrives_whole_and_is_published_once_however_often_it_is_cut_off(
    tmp_path_factory: pytest.TempPathFactory, held: bytes, size: int, loses: frozenset[int]
) -> None:
    home = tmp_path_factory.mktemp("parts")
    file = home / "events.parquet"
    file.write_bytes(held)
    vendor = Vendor(loses)
    upload = uploading(home, file, TO, resume=False, part_bytes=size)
    for _ in range(len(loses) + 1):
        try:
            outcome = asyncio.run(sent(vendor.source, upload))
        except Unreachable:
            assert upload.path.exists()
            if vendor.published:
                break
            upload = uploading(home, file, TO, resume=True, part_bytes=size)
        else:
            assert outcome.follow == "job-1"
            assert not upload.path.exists()
            break
    assert vendor.files == [held]
    assert vendor.published == ["file-1"]


def test_a_publication_in_doubt_is_never_sent_again(tmp_path: Path) -> None:
    file = tmp_path / "events.parquet"
    file.write_bytes(b"twelve bytes")
    vendor = Vendor(loses=frozenset({5}))
    with pytest.raises(Unreachable):
        asyncio.run(sent(vendor.source, uploading(tmp_path, file, TO, resume=False, part_bytes=8)))
    for resume in (True, False):
        with pytest.raises(Usage, match="is unknown: look at the jobs"):
            uploading(tmp_path, file, TO, resume=resume, part_bytes=8)
    assert len(vendor.published) == 1


def test_what_arrived_is_not_sent_again_and_how_far_it_came_is_said(tmp_path: Path) -> None:
    file = tmp_path / "events.parquet"
    file.write_bytes(b"x" * 50)
    vendor = Vendor(loses=frozenset({4}))
    upload = uploading(tmp_path, file, TO, resume=False, part_bytes=10)
    with pytest.raises(Unreachable, match="2 of 5 parts uploaded: --resume goes on"):
        asyncio.run(sent(vendor.source, upload))
    with pytest.raises(Usage, match="2 of 5 parts uploaded of events"):
        uploading(tmp_path, file, TO, resume=False, part_bytes=10)
    vendor.loses = frozenset()
    asyncio.run(sent(vendor.source, uploading(tmp_path, file, TO, resume=True, part_bytes=99)))
    assert len(vendor.parts) == 6, "only the one whose answer was lost came twice"
    assert vendor.files == [b"x" * 50]


def test_a_refusal_leaves_no_doubt(tmp_path: Path) -> None:
    file = tmp_path / "events.parquet"
    file.write_bytes(b"x" * 5)
    vendor = Vendor()
    upload = uploading(tmp_path, file, TO, resume=False, part_bytes=10)

    def refusing(request: httpx.Request) -> httpx.Response:
        last = request.url.path.rpartition("/")[2]
        return refused(400, "no") if last == "multipart-complete" else vendor(request)

    transport = httpx.MockTransport(refusing)
    client = httpx.AsyncClient(transport=transport, base_url=CONNECTION.url)
    source = Records(client, CONNECTION, "Fiddler", CATALOG, Fiddler())
    with pytest.raises(Refused):
        asyncio.run(sent(source, upload))
    assert not uploading(tmp_path, file, TO, resume=True).ending


def test_what_is_unclear_is_asked_rather_than_sent(tmp_path: Path) -> None:
    file = tmp_path / "events.parquet"
    file.write_bytes(b"x" * 50)
    with pytest.raises(Usage, match="nothing to resume"):
        uploading(tmp_path, file, TO, resume=True)
    file.write_bytes(b"x" * 2000)
    with pytest.raises(Usage, match="2 000 parts"):
        uploading(tmp_path, file, TO, resume=False, part_bytes=1)
    upload = uploading(tmp_path, file, TO, resume=False, part_bytes=1000)
    upload.save(file_id="file-1")
    file.write_bytes(b"y" * 1999)
    with pytest.raises(Usage, match="has changed since"):
        uploading(tmp_path, file, TO, resume=True)
    with pytest.raises(Failed, match="was changed while it was sent"):
        asyncio.run(in_parts(Vendor().source, upload))
    upload.path.write_text("scribble")
    with pytest.raises(Usage, match="cannot be read"):
        uploading(tmp_path, file, TO, resume=True)


async def test_the_simulated_vendor_puts_the_parts_together_and_publishes_them(
    tmp_path: Path,
) -> None:
    arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    async with opened("fiddler") as it:
        source = it.records
        page = await source.records(source.catalog.resource("models"))
        first = page.items[0]
        assert isinstance(first, Record)
        model = await source.record(source.catalog.resource("models"), first.id)
        names = [each["name"] for each in model.raw["schema"]["columns"]]
        file = tmp_path / "events.parquet"
        parquet.write_table(arrow.Table.from_pylist([dict.fromkeys(names)] * 40), file)
        upload = uploading(tmp_path, file, TO, resume=False, part_bytes=256)
        assert upload.count > 3
        identity = await in_parts(source, upload)
        values = {"model_id": model.id, "env_type": "PRODUCTION"}
        action = CATALOG.action("publish-events")
        outcome = await published(source, action, values, identity, upload)
        assert outcome.follow
        job = await source.record(source.catalog.resource("jobs"), outcome.follow)
        assert job.raw.get("error_message") in (None, ""), job.raw
        with pytest.raises(Missing):
            await published(source, action, values, MODEL, None)
