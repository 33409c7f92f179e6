"""Documents that were found or ranked, as OpenInference, gen_ai and LangChain write them."""

from collections.abc import Mapping
from typing import Any

from spandeck.semantics.attributes import decoded, real, table, text
from spandeck.semantics.facts import Document


def documents(items: object) -> tuple[Document, ...]:
    """Documents as OpenInference and LangChain write them."""
    read = decoded(items)
    listed = read if isinstance(read, list) else []
    return tuple(document(each) for each in listed if isinstance(each, Mapping))


def document(value: Mapping[str, Any]) -> Document:
    """One document."""
    inner = value.get("document")
    held = inner if isinstance(inner, Mapping) else value
    return Document(
        text=text(held, "content", "page_content", "text") or "",
        id=text(held, "id"),
        score=real(held.get("score")),
        metadata=table(held.get("metadata")),
    )
