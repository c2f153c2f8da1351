"""Mutants of what reads: the handwritten sources, the compiler, pages."""

from __future__ import annotations

from tests.mutants.mutant import ASKING, BEYOND, HISTORY, LINKS, ROOTS, code, source

SOURCES = (
    source(
        "ties activity, own role",
        '"WHERE own.scope IN $visible AND shared.scope IN $visible\\n"\n        "WITH DISTINCT shared, own.role',
        "own.scope IN $visible",
        "an intermediate node: the score counts activities by a hidden role",
    ),
    source(
        "ties activity, its role",
        '"WHERE other <> {n} AND its.scope IN $visible AND other.scope IN $visible"\n    ),\n    kind="CASE WHEN funds',
        "its.scope IN $visible",
        "an intermediate node: tied by a hidden role of the other",
    ),
    source(
        "ties member of the other",
        '-[:MEMBER_OF]->(other:Stakeholder)\\n"\n        "WHERE other <> {n} AND shared.scope IN $visible',
        "shared.scope IN $visible",
        "a tie shown by a hidden membership",
    ),
    source(
        "ties the other is a member",
        '-[:MEMBER]->(other:Stakeholder)\\n"\n        "WHERE other <> {n} AND shared.scope IN $visible',
        "shared.scope IN $visible",
        "a tie shown by a hidden membership",
    ),
    source(
        "ties fellow members, own",
        '"WHERE own.scope IN $visible AND shared.scope IN $visible\\n"\n        "WITH own, shared\\n"\n'
        '        "MATCH (shared)<-[:MEMBER_OF]',
        "own.scope IN $visible",
        "a tie by one's own hidden membership",
    ),
    source(
        "ties fellow members, far side",
        '"WHERE other <> {n} AND its.scope IN $visible AND other.scope IN $visible\\n"\n        "WITH other, shared,"',
        "its.scope IN $visible",
        "a membership's far side",
    ),
    source(
        "ties session, own place",
        "\"WHERE own.scope IN $visible AND shared.scope IN $visible AND shared.status <> 'CANCELLED'\"",
        "own.scope IN $visible",
        "the ties of a hidden participation",
    ),
    source(
        "ties session, their place",
        '"WHERE other <> {n} AND its <> own AND its.scope IN $visible AND other.scope IN $visible"',
        "its.scope IN $visible",
        "a score: who else was there",
    ),
    source(
        "ties commitment",
        'COMMITTED: LiteralString = "WHERE other <> {n} AND shared.scope IN $visible',
        "shared.scope IN $visible",
        "a tie and its evidence: a hidden commitment",
    ),
    source(
        "conflicts, own place",
        "own.scope IN $visible AND person.scope IN $visible AND participation.scope IN $visible",
        "own.scope IN $visible",
        "a conflict of somebody who is secretly in the session",
    ),
    source(
        "conflicts, other place",
        "own.scope IN $visible AND person.scope IN $visible AND participation.scope IN $visible",
        "participation.scope IN $visible",
        "a conflict with a hidden participation",
    ),
    source(
        "history the marking now",
        "WHERE e.scope IN $visible AND r.scope IN $visible",
        "r.scope IN $visible",
        "a ledger read: what was visible before the record was hidden",
    ),
    source(
        "history touched record",
        "EXISTS { MATCH (e)-[:TOUCHES]->(t) WHERE t.scope IN $visible }",
        "t.scope IN $visible",
        "a ledger read: a link with a hidden record",
    ),
    code(
        "history touch",
        "graph/history.py",
        "e.touch IS NULL OR EXISTS",
        "true OR EXISTS",
        "a ledger read: entries of links are told whoever sees the other end",
        HISTORY,
    ),
)

COMPILER = (
    code(
        "one record by id",
        "graph/compiler.py",
        "self.found(node, source.label, self.parameter(source.id), source.led)",
        'self.found(node, source.label, self.parameter(source.id), source.led).replace(guard(node), "true")',
        "a node: a root by id",
        r"\w+\(id: \$",
    ),
    code(
        "records by ids",
        "graph/compiler.py",
        "self.found(node, column.source.label, wanted, led=True)",
        'self.found(node, column.source.label, wanted, led=True).replace(guard(node), "true")',
        "a node: nodes(ids)",
    ),
    code(
        "records of a keyed filter",
        "graph/compiler.py",
        'text = f"MATCH ({node}:{source.label}) WHERE {guard(node)}"',
        'text = f"MATCH ({node}:{source.label}) WHERE true"',
        "a node: a list whose filter names ids",
        "query Keyed",
    ),
    code(
        "links",
        "graph/compiler.py",
        "text = f\"MATCH {pattern} WHERE {' AND '.join(guard(name) for name in names)}\"",
        'text = f"MATCH {pattern} WHERE true"',
        "every linked record",
        LINKS,
    ),
    code(
        "links, ends",
        "graph/compiler.py",
        "text = f\"MATCH {pattern} WHERE {' AND '.join(guard(name) for name in names)}\"",
        "text = f\"MATCH {pattern} WHERE {' AND '.join(map(guard, names[:-1])) or 'true'}\"",
        "the end node of a link, and the count of them",
        LINKS,
    ),
    code(
        "links, between",
        "graph/compiler.py",
        "text = f\"MATCH {pattern} WHERE {' AND '.join(guard(name) for name in names)}\"",
        'text = f"MATCH {pattern} WHERE {guard(names[-1])}"',
        "the intermediate node of a path",
        LINKS,
    ),
    code(
        "a filter's EXISTS",
        "graph/compiler.py",
        "end, text = self.link(link, node)\n        if condition",
        'end, text = self.link(link, node)\n        text = text.replace(" IN $visible", " IS NOT NULL")\n'
        "        if condition",
        "filters by linked records: some, none, every, single",
        "query Quantified",
    ),
    code(
        "a filter's count",
        "graph/compiler.py",
        "return f\"{self.block('COUNT', text)} = 1\"",
        "return f\"{self.block('COUNT', text.replace(guard(end), 'true'))} = 1\"",
        "the filter `single` counts hidden records",
        "query Quantified",
    ),
    code(
        "a filter's NOT EXISTS",
        "graph/compiler.py",
        "return f\"NOT {self.block('EXISTS', text)}\"",
        "return f\"NOT {self.block('EXISTS', text.replace(guard(end), 'true'))}\"",
        "the filters `none` and `every` look at hidden records",
        "query Quantified",
    ),
    code(
        "an anchor",
        "graph/compiler.py",
        'f"WHERE {guard(start)} AND {self.condition(anchor.condition, start)} "',
        'f"WHERE {self.condition(anchor.condition, start)} "',
        "a filter that names a hidden record by id finds what is linked with it",
        "query Anchored",
    ),
    code(
        "an anchored list",
        "graph/compiler.py",
        "f\"MATCH {pattern} WHERE {' AND '.join(guard(name) for name in names[1:])} \"\n"
        '            f"WITH DISTINCT {node} WHERE {guard(node)}"',
        'f"MATCH {pattern} WITH DISTINCT {node} WHERE true"',
        "the rows of a filter that names a linked record",
        "query Anchored",
    ),
    code(
        "totalCount",
        "graph/pages.py",
        'f"{indexed} WHERE {guard(inner.node)} AND {inner.node}.id IS NOT NULL',
        'f"{indexed} WHERE {inner.node}.scope IS NOT NULL AND {inner.node}.id IS NOT NULL',
        "a count",
        ROOTS,
    ),
    code(
        "a walked page",
        "graph/pages.py",
        "{self._present(page, node)} AND {guard(node)}{self._filtered",
        "{self._present(page, node)} AND true{self._filtered",
        "a page for viewers of many scopes",
        ROOTS,
    ),
    code(
        "a merged page",
        "graph/pages.py",
        'return f"UNWIND $visible AS {one} {merged}',
        'return f"UNWIND COLLECT {{ MATCH (any:Record) RETURN DISTINCT any.scope }} AS {one} {merged}',
        "a page for viewers of few scopes",
        ROOTS,
    ),
    code(
        "the other side, walked",
        "graph/pages.py",
        "            return self._walked(page, page.source)\n",
        "            body, scope = self._walked(page, page.source)\n"
        '            return body.replace(f"{scope.node}.scope IN $visible", "true"), scope\n',
        "hasPreviousPage and hasNextPage: whether there is a hidden row beyond the cursor",
        BEYOND,
    ),
    code(
        "the other side, sought",
        "graph/pages.py",
        'return f"UNWIND $visible AS {one} {self._sought',
        'return f"UNWIND COLLECT {{ MATCH (any:Record) RETURN DISTINCT any.scope }} AS {one} {self._sought',
        "hasPreviousPage and hasNextPage: whether there is a hidden row beyond the cursor",
        BEYOND,
    ),
    code(
        "a sort key",
        "graph/pages.py",
        "return scope.bound[order.key] if order.bound else",
        'if order.bound and order.key == "strength":\n'
        '            return f"COUNT {{ ({scope.node})--() }}"\n'
        "        return scope.bound[order.key] if order.bound else",
        "an order by how much there is of a record, hidden or not",
        ASKING["ties"],
    ),
)
