"""How central stakeholders are among those tied to one another: betweenness, closeness, degree, PageRank, constraint.

Up to a stated size the shortest paths from everybody are counted (Brandes, by rustworkx); above it those from some,
drawn with a fixed seed, level by level for many of them at once as products of a sparse matrix, and scaled up (Brandes
and Pich 2007 for betweenness, Eppstein and Wang 2004 for closeness).  PageRank and Burt's constraint weigh a pair by
the number of records that tie it.  The same ties give the same figures: they are rounded to six significant digits
before anything is ranked by them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

import numpy
import rustworkx
import scipy.sparse  # pyright: ignore[reportMissingTypeStubs]
from scipy.sparse import csgraph  # pyright: ignore[reportMissingTypeStubs]

EXACT = 5_000_000
"""Stakeholders times pairs up to which every shortest path is counted."""
PIVOTS = 256
"""From how many stakeholders shortest paths are counted above that."""
AT_ONCE = 32
DEEPEST = 64
"""Steps of the longest path that is followed where not all are counted."""
DAMPING = 0.85
SEED = 0
MOST_RANKED = 100
Vector = Any
sparse: Any = scipy.sparse
"""Typed by nobody."""


def rounded(value: float) -> float:
    """To six significant digits; to twelve first, so that noise of the arithmetic does not decide between two."""
    return float(f"{float(f'{value:.12g}'):.6g}")


@dataclass(frozen=True)
class Ties:
    """A symmetric matrix of how many records tie two stakeholders; the ids in order."""

    ids: Sequence[str]
    strengths: Any

    @classmethod
    def of(cls, tied: Mapping[str, Mapping[str, int]]) -> Ties:
        """From each pair, in one direction; who is tied to nobody is left out."""
        ids = sorted(
            {one for one, others in tied.items() if others} | {one for others in tied.values() for one in others}
        )
        numbers = {id: number for number, id in enumerate(ids)}
        size = sum(map(len, tied.values()))
        rows, columns, values = (numpy.empty(size, dtype) for dtype in (numpy.int32, numpy.int32, numpy.float64))
        at = 0
        for one, others in tied.items():
            for other, number in others.items():
                rows[at], columns[at], values[at] = numbers[one], numbers[other], number
                at += 1
        half = sparse.coo_array((values, (rows, columns)), shape=(len(ids), len(ids))).tocsr()
        whole: Any = (half + half.T).tocsr()
        whole.sort_indices()
        return cls(ids, whole)

    @property
    def pairs(self) -> int:
        return self.strengths.nnz // 2


class Centrality:
    """The measures of all, by their number in the order of ids."""

    def __init__(
        self,
        ties: Ties,
        exact: int = EXACT,
        pivots: int = PIVOTS,
        tell: Callable[[float], None] = lambda share: None,
    ) -> None:
        """`tell` is told what share of the paths has been counted, where that takes long."""
        self.ties = ties
        self._tell = tell
        size = len(ties.ids)
        self.sampled = None if size * ties.pairs <= exact or pivots >= size else pivots
        """From how many the shortest paths were counted; None: from all."""
        self.degree: Vector = numpy.diff(ties.strengths.indptr)
        self.betweenness, self.closeness = self._all() if self.sampled is None else self.counted(self.drawn())
        self.pagerank: Vector = pagerank(ties.strengths)

    @cached_property
    def shares(self) -> Any:
        """Of each one's strength, the share of each other."""
        strengths = self.ties.strengths
        return sparse.diags_array(1 / strengths.sum(axis=1)) @ strengths if strengths.nnz else strengths

    def constraint(self, number: int) -> float:
        """Burt's constraint: how much those tied to it are tied to one another, and so leave it nothing to broker."""
        shares: Any = self.shares
        others = slice(shares.indptr[number], shares.indptr[number + 1])
        row = numpy.zeros(len(self.ties.ids))
        row[shares.indices[others]] = shares.data[others]
        through: Vector = shares[shares.indices[others]].T @ shares.data[others]
        return float(numpy.square(row + through)[shares.indices[others]].sum())

    @cached_property
    def brokers(self) -> list[list[Any]]:
        return self.ranked(self.betweenness)

    @cached_property
    def influence(self) -> list[list[Any]]:
        return self.ranked(self.pagerank)

    def ranked(self, by: Vector) -> list[list[Any]]:
        """The first by a measure: [id, betweenness, closeness, degree, PageRank, constraint]."""
        ids = self.ties.ids
        order = numpy.argsort(-by, kind="stable")[: 2 * MOST_RANKED]
        least = by[order[-1]] * (1 - 1e-5) if len(order) else 0.0
        near = [int(number) for number in numpy.nonzero(by >= least)[0]]
        near.sort(key=lambda number: (-rounded(by[number]), ids[number]))
        return [
            [
                ids[number],
                rounded(self.betweenness[number]),
                None if math.isnan(self.closeness[number]) else rounded(self.closeness[number]),
                int(self.degree[number]),
                rounded(self.pagerank[number]),
                rounded(self.constraint(number)),
            ]
            for number in near[:MOST_RANKED]
        ]

    def _all(self) -> tuple[Vector, Vector]:
        """Betweenness and closeness of all, from all."""
        size, pairs = len(self.ties.ids), sparse.triu(self.ties.strengths, format="coo")
        graph: Any = rustworkx.PyGraph(multigraph=False)
        graph.add_nodes_from([None] * size)
        graph.add_edges_from([(int(one), int(other), None) for one, other in zip(*pairs.coords, strict=True)])
        alone = 2**62  # one thread: sums of floats depend on their order
        between: Any = rustworkx.betweenness_centrality(graph, parallel_threshold=alone)
        close: Any = rustworkx.closeness_centrality(graph, parallel_threshold=alone)
        betweenness, closeness = (numpy.array([found[one] for one in range(size)], float) for found in (between, close))
        return betweenness, closeness

    def drawn(self) -> Vector:
        """From whom paths are counted."""
        return numpy.random.default_rng(SEED).choice(len(self.ties.ids), self.sampled or 0, replace=False)

    def counted(self, pivots: Vector) -> tuple[Vector, Vector]:
        """Betweenness and closeness of all, reckoned from the paths that start at the pivots."""
        size = len(self.ties.ids)
        adjacent = self.ties.strengths.copy()
        adjacent.data = numpy.ones_like(adjacent.data)
        dependent, distances, reached = (numpy.zeros(size) for _ in range(3))
        for start in range(0, len(pivots), AT_ONCE):
            some = pivots[start : start + AT_ONCE]
            depth, delta = paths_from(adjacent, some)
            dependent += delta.sum(axis=1)
            distances += numpy.where(depth > 0, depth, 0).sum(axis=1)
            reached += (depth > 0).sum(axis=1)
            self._tell(min((start + AT_ONCE) / len(pivots), 1.0))
        scale = size / max(len(pivots), 1) / max((size - 1) * (size - 2), 1)
        _, part = cast(Any, csgraph).connected_components(adjacent, directed=False)
        others = numpy.bincount(part, minlength=1)[part] - 1
        with numpy.errstate(invalid="ignore", divide="ignore"):
            close = others / max(size - 1, 1) * reached / distances
        return dependent * scale, close


def paths_from(adjacent: Any, pivots: Vector) -> tuple[Vector, Vector]:
    """Per node and pivot: the steps from it (-1: not reached), and its dependency on the node (Brandes 2001)."""
    columns = numpy.arange(len(pivots))
    depth = numpy.full((adjacent.shape[0], len(pivots)), -1, numpy.int8)
    number = numpy.zeros(depth.shape)
    depth[pivots, columns], number[pivots, columns] = 0, 1
    front, deepest = number.copy(), 0
    while deepest < DEEPEST:
        front = adjacent @ front
        front[depth >= 0] = 0
        fresh = front > 0
        if not fresh.any():
            break
        deepest += 1
        depth[fresh] = deepest
        number += front
    delta = numpy.zeros(depth.shape)
    for step in range(deepest, 0, -1):
        at = depth == step
        back = adjacent @ numpy.divide(1 + delta, number, out=numpy.zeros(depth.shape), where=at)
        delta += numpy.where(depth == step - 1, number * back, 0)
    delta[pivots, columns] = 0
    return depth, delta


def pagerank(strengths: Any) -> Vector:
    """By the power method, until no more than noise changes."""
    size = strengths.shape[0]
    if size == 0:
        return numpy.zeros(0)
    moves: Any = strengths @ sparse.diags_array(1 / strengths.sum(axis=1))
    found = numpy.full(size, 1 / size)
    for _ in range(1_000):
        after = (1 - DAMPING) / size + DAMPING * (moves @ found)
        change = numpy.abs(after - found).sum()
        found = after
        if change < 1e-15:
            break
    return found / found.sum()
