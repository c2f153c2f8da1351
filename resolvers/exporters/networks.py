"""Exports as networks: GraphML and GEXF, for Gephi, Cytoscape, yEd, networkx and R.

Each record is a node, each link from it an edge with the link's name as its kind.  Both formats want both ends of an
edge among the nodes, and GEXF wants all nodes first, so that edges wait in a temporary SQLite file, which also knows
which ends were written: memory stays that of one page, whatever the network's size.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from resolvers.exporters.columns import ends_of, url_of
from resolvers.exporters.pages import Item, Pages, links_of

EDGES = 5_000
NO_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped."""
LABELS = ("name", "title", "text", "role", "capacity", "reference")
GRAPHML = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    + "".join(
        f'<key id="{name}" for="{about}" attr.name="{name}" attr.type="string"/>\n'
        for about, names in (("node", ("label", "type", "url", "marking", "start", "end")), ("edge", ("kind",)))
        for name in names
    )
    + '<graph edgedefault="directed">\n'
)
GEXF = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
    '<graph defaultedgetype="directed" mode="static">\n<attributes class="node">\n'
    + "".join(
        f'<attribute id="{name}" title="{name}" type="string"/>\n'
        for name in ("type", "url", "marking", "start", "end")
    )
    + "</attributes>\n<nodes>\n"
)


class _Edges:
    """Edges on disk, until it is known which of their ends were written."""

    def __init__(self, folder: str) -> None:
        self._base = sqlite3.connect(Path(folder, "edges"), check_same_thread=False, isolation_level=None)
        self._base.execute("PRAGMA journal_mode=OFF")
        self._base.execute("PRAGMA synchronous=OFF")
        self._base.execute("CREATE TABLE node (id TEXT PRIMARY KEY) WITHOUT ROWID")
        self._base.execute("CREATE TABLE edge (a TEXT, kind TEXT, b TEXT)")

    def add(self, nodes: Sequence[str], edges: Sequence[tuple[str, str, str]]) -> None:
        self._base.execute("BEGIN")
        self._base.executemany("INSERT OR IGNORE INTO node VALUES (?)", ((id,) for id in nodes))
        self._base.executemany("INSERT INTO edge VALUES (?, ?, ?)", edges)
        self._base.execute("COMMIT")

    def all(self) -> Iterator[list[tuple[str, str, str]]]:
        cursor = self._base.execute("SELECT a, kind, b FROM edge WHERE b IN (SELECT id FROM node) ORDER BY rowid")
        while rows := cursor.fetchmany(EDGES):
            yield rows

    def close(self) -> None:
        self._base.close()


async def graphml_of(pages: Sequence[Pages], base: str) -> AsyncIterator[bytes]:
    def edge(number: int, a: str, kind: str, b: str) -> str:
        return f'<edge id="e{number}" source="{a}" target="{b}"><data key="kind">{escape(kind)}</data></edge>\n'

    def node(values: dict[str, str]) -> str:
        data = "".join(f'<data key="{key}">{escape(text)}</data>' for key, text in values.items() if key != "id")
        return f'<node id="{values["id"]}">{data}</node>\n'

    async for chunk in _network(pages, base, GRAPHML, node, "", edge, "</graph>\n</graphml>\n"):
        yield chunk


async def gexf_of(pages: Sequence[Pages], base: str) -> AsyncIterator[bytes]:
    def edge(number: int, a: str, kind: str, b: str) -> str:
        return f'<edge id="{number}" source="{a}" target="{b}" label={quoteattr(kind)}/>\n'

    def node(values: dict[str, str]) -> str:
        data = "".join(
            f'<attvalue for="{key}" value={quoteattr(text)}/>'
            for key, text in values.items()
            if key not in ("id", "label")
        )
        label = quoteattr(values["label"])
        return f'<node id="{values["id"]}" label={label}><attvalues>{data}</attvalues></node>\n'

    between = "</nodes>\n<edges>\n"
    async for chunk in _network(pages, base, GEXF, node, between, edge, "</edges>\n</graph>\n</gexf>\n"):
        yield chunk


async def _network(
    pages: Sequence[Pages],
    base: str,
    head: str,
    node: Callable[[dict[str, str]], str],
    between: str,
    edge: Callable[[int, str, str, str], str],
    tail: str,
) -> AsyncIterator[bytes]:
    yield head.encode()
    with tempfile.TemporaryDirectory(prefix="peyman-export-") as folder:
        edges = _Edges(folder)
        try:
            for one in pages:
                async for page in one:
                    await asyncio.to_thread(edges.add, [item["id"] for item in page], list(_edges(page, one)))
                    yield "".join(node(_values(item, base)) for item in page).encode()
            yield between.encode()
            number, found = 0, edges.all()
            while rows := await asyncio.to_thread(next, found, None):
                yield "".join(edge(number + index, *row) for index, row in enumerate(rows)).encode()
                number += len(rows)
        finally:
            edges.close()
    yield tail.encode()


def _edges(page: Sequence[Item], pages: Pages) -> Iterator[tuple[str, str, str]]:
    names = [name for name, _ in links_of(pages.record)]
    for item in page:
        if item.get("owner"):
            yield item["id"], "owner", item["owner"]["id"]
        for name in names:
            for end in ends_of(item, name):
                yield item["id"], name, end


def _values(item: Item, base: str) -> dict[str, str]:
    label = next((str(item[name]) for name in LABELS if item.get(name)), item["__typename"])
    found = {
        "id": item["id"],
        "label": NO_CHARACTER.sub("\ufffd", label),
        "type": item["__typename"],
        "url": url_of(base, item["id"]),
        "marking": item["marking"],
    }
    for name in ("start", "end"):
        value = item.get(name)
        if value:
            found[name] = value.get("edtf") or value["local"]
    return found
