"""Finds what a Cypher statement reads without the visibility guard; it knows the Cypher that Peyman writes, no other.

A statement is cut into blocks, branches of UNION and clauses, with the variables of each in scope.  Every node of a
MATCH, one on the way of a path too, must have `x.scope IN $visible`, or `x.scope = a` for an `a` out of `UNWIND
$visible AS a`, as a conjunct of that MATCH's own WHERE.  A variable that came by another way (out of a list) must have
its guard before a property of it is read.  What the finder does not understand it complains of: it never guesses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

TOKEN = re.compile(r"'(?:[^'\\]|\\.)*'|`[^`]*`|\$?[A-Za-z_][A-Za-z0-9_]*|\d+|\S")
CLAUSES = {"MATCH", "OPTIONAL", "WITH", "RETURN", "UNWIND", "CALL", "WHERE", "ORDER", "LIMIT", "USING", "UNION"}
WRITES = {"CREATE", "MERGE", "SET", "REMOVE", "DELETE", "DETACH", "FOREACH", "LOAD", "SKIP", "OFFSET", "YIELD"}
SUBQUERIES = {"COLLECT", "COUNT", "EXISTS"}
SELECTORS = {"SHORTEST", "GROUPS", "ACYCLIC"}
ENDS = {"startNode", "endNode", "nodes", "shortestPath", "allShortestPaths"}
WHOLE = {"properties", "keys", "labels", "elementId", "id", "valueType"}
NAMESPACES = {"coll"}
"""Of functions; what they are given is looked through as in any expression."""
OPEN, CLOSE = "([{", ")]}"

Tokens = list[str]
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


@dataclass
class Names:
    """The variables in scope: all, those guarded, and those that are elements of `$visible`."""

    known: set[str] = field(default_factory=set[str])
    guarded: set[str] = field(default_factory=set[str])
    elements: set[str] = field(default_factory=set[str])

    def copy(self) -> Names:
        return Names(set(self.known), set(self.guarded), set(self.elements))

    def only(self, names: Iterable[str]) -> Names:
        wanted = set(names)
        return Names(self.known & wanted, self.guarded & wanted, self.elements & wanted)

    def alias(self, other: Names, source: str, name: str) -> None:
        """`name` stands here for what `source` is in `other`."""
        self.known.add(name)
        for mine, its in ((self.guarded, other.guarded), (self.elements, other.elements)):
            (mine.add if source in its else mine.discard)(name)

    def fresh(self, name: str) -> None:
        self.known.add(name)
        self.guarded.discard(name)
        self.elements.discard(name)


@dataclass
class Guards:
    """What a statement's guards come to."""

    complaints: list[str] = field(default_factory=list[str])
    repeated: int = 0
    """Guards of a variable that had one already."""


def unguarded(text: str, given: Iterable[str] = ()) -> list[str]:
    """What is wrong with a statement; `given` are variables that stand around it, guarded."""
    return guards(text, given).complaints


def guards(text: str, given: Iterable[str] = ()) -> Guards:
    found = Guards()
    tokens = TOKEN.findall(text)
    if tokens[:2] == ["CYPHER", "25"]:
        tokens = tokens[2:]
    names = set(given)
    Finder(found).query(tokens, Names(set(names), set(names)))
    return found


class Finder:
    def __init__(self, found: Guards) -> None:
        self.found = found

    def complain(self, what: str, tokens: Tokens) -> None:
        self.found.complaints.append(f"{what}: {' '.join(tokens[:24])}")

    # Blocks, branches, clauses

    def query(self, tokens: Tokens, outer: Names) -> Names:
        """Walks a block; returns the columns that it returns, guarded only if they are in every branch."""
        returned: Names | None = None
        for branch in split(tokens, "UNION"):
            one = self.branch(branch[1:] if branch[:1] == ["ALL"] else branch, outer.copy())
            if returned is None:
                returned = one
            else:
                returned.guarded &= one.guarded
                returned.elements &= one.elements
        return returned or Names()

    def branch(self, tokens: Tokens, names: Names) -> Names:
        returned = Names()
        clauses = list(clauses_of(["MATCH", *tokens] if tokens[:1] == ["("] else tokens))
        position = 0
        while position < len(clauses):
            word, body = clauses[position]
            position += 1
            following = list[tuple[str, Tokens]]()
            while position < len(clauses) and clauses[position][0] in ("WHERE", "ORDER", "LIMIT", "USING"):
                following.append(clauses[position])
                position += 1
            match word:
                case "MATCH":
                    self.match(body, following, names)
                case "UNWIND":
                    self.unwind(body, names)
                case "WITH" | "RETURN":
                    names = self.projection(body, following, names)
                    returned = names if word == "RETURN" else returned
                case "CALL":
                    self.call(body, names)
                case "OPTIONAL" if not body:
                    continue
                case _:
                    self.complain("not understood", [word, *body])
        return returned

    def call(self, body: Tokens, names: Names) -> None:
        if body[0] == "db" and "YIELD" in body:
            at = body.index("YIELD")
            self.expression(body[body.index("(") + 1 : at - 1], names)
            for yielded in split(body[at + 1 :], ","):
                names.fresh(yielded[-1])  # whatever a procedure yields has no guard yet
            return
        if body[:1] != ["("] or body[-1:] != ["}"]:
            self.complain("not understood", ["CALL", *body])
            return
        end = closing(body, 0)
        imported = names.only(body[1:end]) if body[1:end] != ["*"] else names
        returned = self.query(body[end + 2 : -1], imported)
        for name in returned.known:
            names.alias(returned, name, name)

    def unwind(self, body: Tokens, names: Names) -> None:
        expression, name = body[:-2], body[-1]
        self.expression(expression, names)
        names.fresh(name)
        if expression == ["$visible"]:
            names.elements.add(name)

    def projection(self, body: Tokens, following: list[tuple[str, Tokens]], names: Names) -> Names:
        items = body[1:] if body[:1] == ["DISTINCT"] else body
        found = Names()
        for item in split(items, ","):
            source, name = (item[:-2], item[-1]) if item[-2:-1] == ["AS"] else (item, item[0])
            if len(source) == 1 and source[0] in names.known:
                found.alias(names, source[0], name)
            else:
                self.expression(source, names)
                if NAME.match(name):
                    found.fresh(name)
        for word, tokens in following:
            if word == "WHERE":
                self.where(tokens, found)
            elif word == "ORDER":
                # An order may also name what was in scope before the projection.
                self.expression(tokens[1:], Names(names.known | found.known, names.guarded | found.guarded))
            else:
                self.expression(tokens, found)
        return found

    # Patterns

    def match(self, pattern: Tokens, following: list[tuple[str, Tokens]], names: Names) -> None:
        nodes = self.pattern(pattern, names)
        for word, tokens in following:
            if word == "WHERE":
                self.where(tokens, names)
            elif word != "USING":
                self.complain("not understood", [word, *tokens])
        for node in nodes:
            if node not in names.guarded:
                self.complain(f"{node} has no guard", ["MATCH", *pattern])
                names.guarded.add(node)

    def pattern(self, tokens: Tokens, names: Names) -> list[str]:
        """The node variables of a pattern, made known; complains of nodes without one."""
        nodes: list[str] = []
        position = selector(tokens)
        while position < len(tokens):
            token = tokens[position]
            if token == "(" and tokens[position + 1] == "(" and tokens[closing(tokens, position) + 1 :][:1] != ["{"]:
                end = closing(tokens, position)  # a path, with what must hold for it
                inside, *conditions = split(tokens[position + 1 : end], "WHERE")
                nodes += self.pattern(inside, names)
                for condition in conditions:
                    self.where(condition, names)
                position = end
            elif token == "(" and tokens[position + 1] == "(":
                end = closing(tokens, position)
                self.repeated(tokens[position + 1 : end], names)
                position = end
            elif token == "(":
                end = closing(tokens, position)
                inside = tokens[position + 1 : end]
                if not inside or not NAME.match(inside[0]):
                    self.complain("a node without a name", tokens[position:])
                else:
                    nodes.append(inside[0])
                    if inside[0] not in names.known:
                        names.fresh(inside[0])
                    if "WHERE" in inside:
                        self.where(inside[inside.index("WHERE") + 1 :], names)
                    elif "{" in inside:
                        self.expression(inside[inside.index("{") :], names)
                position = end
            elif token == "[":
                end = closing(tokens, position)
                if NAME.match(tokens[position + 1]):
                    names.fresh(tokens[position + 1])
                if "*" in tokens[position:end]:
                    self.complain("nodes on the way of a path have no name", tokens[position:])
                position = end
            elif token == "{":
                position = closing(tokens, position)  # a quantifier
            elif token in "+*":
                pass
            elif token not in "<->,":
                self.complain("not understood in a pattern", tokens[position:])
                return nodes
            position += 1
        return nodes

    def repeated(self, tokens: Tokens, names: Names) -> None:
        """A part of a pattern that is repeated: its nodes are guarded inside it, and are lists outside."""
        inner = names.copy()
        pattern, *rest = split(tokens, "WHERE")
        self.match(pattern, [("WHERE", where) for where in rest], inner)
        for name in inner.known - names.known:
            names.fresh(name)

    # Conditions and expressions

    def where(self, tokens: Tokens, names: Names) -> None:
        """Notes the guards among what must all hold; then looks through the rest."""
        for name in conjunct_guards(tokens, names):
            if name in names.guarded:
                self.found.repeated += 1
            names.guarded.add(name)
        self.expression(tokens, names)

    def expression(self, tokens: Tokens, names: Names) -> None:
        position = 0
        while position < len(tokens):
            token, after = tokens[position], tokens[position + 1 : position + 4]
            if token in SUBQUERIES and after[:1] == ["{"]:
                end = closing(tokens, position + 1)
                self.query(tokens[position + 2 : end], names)
                position = end
            elif token in CLAUSES - {"WHERE", "WITH"} or token in WRITES:
                self.complain("not understood in an expression", tokens[position:])
            elif token == ")" and after[:2] in (["-", "["], ["<", "-"], ["-", "-"]):
                self.complain("a pattern in an expression; write EXISTS { MATCH … WHERE … }", tokens[position:])
            elif token in ENDS and after[:1] == ["("]:
                self.complain("a node without a name", tokens[position:])
            elif token in WHOLE and after[:1] == ["("] and after[1] not in names.guarded:
                self.complain(f"{after[1]} has no guard", tokens[position:])
            elif NAME.match(token) and after[:1] == ["."] and tokens[position - 1 : position] != ["."]:
                function = token in NAMESPACES - names.known and after[2:] == ["("]
                if not function and token not in names.guarded and not is_guard(tokens[position : position + 5], names):
                    self.complain(f"{token} has no guard", tokens[position:])
            elif token in names.known - names.guarded and after[:1] == ["{"]:
                self.complain(f"{token} has no guard", tokens[position:])
            position += 1


def selector(tokens: Tokens) -> int:
    """How many tokens say which paths are taken (`SHORTEST 2 ACYCLIC GROUPS`), before the pattern itself."""
    return next(i for i, token in enumerate(tokens) if token not in SELECTORS and not token.isdigit())


def is_guard(tokens: Tokens, names: Names) -> bool:
    """Whether these are `x.scope IN $visible` or `x.scope = a`, an element of it."""
    if tokens[1:3] != [".", "scope"]:
        return False
    return tokens[3:5] == ["IN", "$visible"] or (tokens[3:4] == ["="] and tokens[4] in names.elements)


def conjunct_guards(tokens: Tokens, names: Names) -> Iterator[str]:
    """The variables whose guard is among what must all hold."""
    if any(token in ("OR", "XOR") for token in top_level(tokens)):
        return
    for part in split(tokens, "AND"):
        if part[:1] == ["("] and closing(part, 0) == len(part) - 1:
            yield from conjunct_guards(part[1:-1], names)
        elif len(part) == 5 and is_guard(part, names):
            yield part[0]


# Tokens


def closing(tokens: Tokens, start: int) -> int:
    """Where the bracket at `start` closes."""
    depth = 0
    for position in range(start, len(tokens)):
        depth += (tokens[position] in OPEN) - (tokens[position] in CLOSE)
        if not depth:
            return position
    raise ValueError(f"never closed: {' '.join(tokens[start : start + 12])}")


def top_level(tokens: Tokens) -> Iterator[str]:
    depth = 0
    for token in tokens:
        depth += (token in OPEN) - (token in CLOSE)
        if not depth:
            yield token


def split(tokens: Tokens, separator: str) -> list[Tokens]:
    """Cut at a separator that stands in no bracket."""
    parts, depth = [list[str]()], 0
    for token in tokens:
        depth += (token in OPEN) - (token in CLOSE)
        if token == separator and not depth:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def clauses_of(tokens: Tokens) -> Iterator[tuple[str, Tokens]]:
    depth, current, before = 0, list[str](), ""
    for token in tokens:
        is_clause = token in CLAUSES | WRITES and not (token == "WITH" and before in ("STARTS", "ENDS"))
        is_clause = is_clause and not (token == "YIELD" and current[:2] == ["CALL", "db"])
        if is_clause and not depth and current:
            yield current[0], current[1:]
            current = []
        depth += (token in OPEN) - (token in CLOSE)
        current.append(token)
        before = token
    if current:
        yield current[0], current[1:]
