"""What a viewer sees, as files in the formats of others: CSV, XLSX, GraphML, GEXF, JSON-LD and 3W with HXL hashtags.

`pages` reads, under the same guards as any query; a module per family of formats writes, as a stream of bytes, holding
one page at a time.  What is wrong with a request is said before the first byte.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError

from auth.viewer import Viewer
from resolvers.execution import Executor
from resolvers.exporters import humanitarian
from resolvers.exporters.humanitarian import hxl_of
from resolvers.exporters.linked_data import json_ld_of
from resolvers.exporters.networks import gexf_of, graphml_of
from resolvers.exporters.pages import PAGE, Pages, TooManyLinks, Wanted, exportable
from resolvers.exporters.tables import csv_of, xlsx_of
from schema.wheres import Refused

__all__ = ["FORMATS", "Exported", "Refused", "TooManyLinks", "prepared"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Format:
    """How a format is written, its media type and the ending of its files."""

    written: Callable[[Sequence[Pages], str], AsyncIterator[bytes]]
    media_type: str
    ending: str


FORMATS = {
    "csv": Format(csv_of, "text/csv; charset=utf-8", "csv"),
    "xlsx": Format(xlsx_of, XLSX, "xlsx"),
    "graphml": Format(graphml_of, "application/graphml+xml", "graphml"),
    "gexf": Format(gexf_of, "application/gexf+xml", "gexf"),
    "json-ld": Format(json_ld_of, "application/ld+json", "jsonld"),
    "3w-hxl": Format(hxl_of, "text/csv; charset=utf-8", "csv"),
}


@dataclass(frozen=True)
class Exported:
    """An export that may be: what it is called, and its bytes as they are read."""

    name: str
    media_type: str
    chunks: AsyncIterator[bytes]


async def prepared(
    executor: Executor,
    viewer: Viewer,
    format: str,
    types: Sequence[str] = (),
    where: Mapping[str, Any] | None = None,
    *,
    confidential: bool = False,
    base: str = "",
    size: int = PAGE,
) -> Exported:
    """The export that was asked for; raises `Refused` for one that may not be.

    `types`: names of record types, all if none is given; `where`: a filter of the one type, as in the query of it;
    `base`: the address under which records are found.
    """
    if format not in FORMATS:
        raise Refused(f"format: {format[:40]!r} is none; choose of {', '.join(FORMATS)}.")
    known = exportable(executor.assembly.model)
    if format == "3w-hxl":
        if types and list(types) != ["ActivityRole"]:
            raise Refused("type: 3w-hxl has a row for each ActivityRole: leave the type out.")
        types = ["ActivityRole"]
    for name in types:
        if name not in known:
            raise Refused(f"type: {name[:40]!r} is none that is exported; choose of {', '.join(known)}.")
    chosen = list(dict.fromkeys(types)) or known
    if where is not None and len(chosen) > 1:
        raise Refused("where: a filter is of one type: name it in type.")
    fields = humanitarian.FIELDS if format == "3w-hxl" else ()
    pages = [Pages(executor, viewer, Wanted(name, where, confidential, fields), size) for name in chosen]
    await executor.scopes.refresh()
    for one in pages:
        try:
            one.check()
        except GraphQLError as error:
            raise Refused(f"where: {error.message}") from None
    found = FORMATS[format]
    name = f"peyman-{chosen[0] if len(chosen) == 1 else 'records'}.{found.ending}"
    return Exported(name, found.media_type, found.written(pages, base))
