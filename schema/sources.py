"""Where facts come from."""

import enum

import strawberry

from schema.declarations import Linked, incoming, many, record, stored
from schema.records import Record
from schema.scalars import FuzzyDate


@strawberry.enum(description="What sort of document a source is.")
class DocumentType(enum.Enum):
    REPORT = "REPORT"
    OFFICIAL_DOCUMENT = "OFFICIAL_DOCUMENT"
    LEGISLATION = "LEGISLATION"
    NEWS = "NEWS"
    STATEMENT = "STATEMENT"
    MINUTES = "MINUTES"
    INTERVIEW = "INTERVIEW"
    DATASET = "DATASET"
    WEB_PAGE = "WEB_PAGE"
    OTHER = "OTHER"


@record(default_order="title")
class Source(Record):
    """A document, page, data set or conversation from which something kept here is known."""

    title: str = stored(order=True)
    url: str | None = stored("Where it can be read.")
    publisher: str | None = stored("Who issued it.")
    date: FuzzyDate | None = stored("When it was issued.", order=True)
    language: str | None = stored("The language it is written in, BCP 47: `en`, `ckb`, `kmr`, `ar` …")
    document_type: DocumentType | None = stored()
    supports: Linked = many(incoming("SOURCED_FROM", "Record"), description="What is known from it.")
