"""Betweenness, closeness, PageRank and constraint against networkx, on graphs drawn by hypothesis."""

from __future__ import annotations

from typing import Any

import networkx
import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.centrality import Centrality, Ties, rounded

NAMES = [f"s{number:03}" for number in range(14)]
PAIRS = st.dictionaries(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda pair: pair[0] < pair[1]),
    st.integers(1, 9),
    max_size=40,
)


def ties_of(pairs: dict[tuple[str, str], int]) -> Ties:
    tied: dict[str, dict[str, int]] = {}
    for (one, other), number in pairs.items():
        tied.setdefault(one, {})[other] = number
    return Ties.of(tied)


def graph_of(pairs: dict[tuple[str, str], int]) -> Any:
    found = networkx.Graph()
    found.add_weighted_edges_from((one, other, number) for (one, other), number in pairs.items())
    return found


def by_id(centrality: Centrality, values: Any) -> dict[str, float]:
    return dict(zip(centrality.ties.ids, map(float, values), strict=True))


def near(found: dict[str, float]) -> Any:
    return pytest.approx(found, rel=1e-9, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(PAIRS.filter(bool))
def test_all_measures_are_those_of_networkx(pairs):
    found, graph = Centrality(ties_of(pairs)), graph_of(pairs)
    assert by_id(found, found.betweenness) == near(networkx.betweenness_centrality(graph))
    assert by_id(found, found.closeness) == near(networkx.closeness_centrality(graph))
    assert by_id(found, found.degree) == dict(graph.degree)
    assert by_id(found, found.pagerank) == near(networkx.pagerank(graph, tol=1e-15, max_iter=5_000))
    constraint = [found.constraint(number) for number in range(len(found.ties.ids))]
    assert by_id(found, constraint) == near(networkx.constraint(graph, weight="weight"))


@settings(max_examples=60, deadline=None)
@given(PAIRS.filter(bool))
def test_a_sample_of_everybody_is_exact(pairs):
    found, graph = Centrality(ties_of(pairs)), graph_of(pairs)
    betweenness, closeness = found.counted(numpy.arange(len(found.ties.ids)))
    assert by_id(found, betweenness) == near(networkx.betweenness_centrality(graph))
    assert by_id(found, closeness) == near(networkx.closeness_centrality(graph))


def test_a_sample_comes_near_and_is_always_the_same():
    graph = networkx.barabasi_albert_graph(600, 4, seed=7)
    pairs = {(f"s{one:03}", f"s{other:03}"): 1 for one, other in map(sorted, graph.edges)}
    exact = Centrality(ties_of(pairs))
    assert exact.sampled is None
    sampled, again = (Centrality(ties_of(pairs), exact=0, pivots=200) for _ in range(2))
    assert sampled.sampled == 200
    assert sampled.brokers == again.brokers
    first = {row[0] for row in exact.brokers[:10]}
    assert len(first & {row[0] for row in sampled.brokers[:12]}) >= 8
    assert numpy.abs(sampled.betweenness - exact.betweenness).max() < 0.02
    assert numpy.abs(sampled.closeness / exact.closeness - 1).max() < 0.05


def test_who_is_in_a_part_without_a_sample_has_no_closeness():
    pairs = {("s000", "s001"): 1, ("s002", "s003"): 1}
    found = Centrality(ties_of(pairs))
    _, closeness = found.counted(numpy.array([0]))
    assert [numpy.isnan(one) for one in closeness] == [True, False, True, True]


@settings(max_examples=30, deadline=None)
@given(PAIRS.filter(bool), st.randoms(use_true_random=False))
def test_the_order_in_which_ties_come_changes_nothing(pairs, rng):
    shuffled = list(pairs.items())
    rng.shuffle(shuffled)
    assert Centrality(ties_of(pairs)).brokers == Centrality(ties_of(dict(shuffled))).brokers


@given(st.floats(1e-12, 1e3), st.integers(-3, 3))
def test_noise_of_the_arithmetic_does_not_show(value, steps):
    value = rounded(value)
    noisy = value
    for _ in range(abs(steps)):
        noisy = float(numpy.nextafter(noisy, numpy.inf if steps > 0 else -numpy.inf))
    assert rounded(noisy) == value


def test_nobody_tied_is_nothing():
    found = Centrality(ties_of({}))
    assert (found.brokers, found.influence, found.sampled) == ([], [], None)


def test_it_tells_what_share_of_the_paths_is_counted() -> None:
    pairs = {(f"s{number:03}", f"s{number + 1:03}"): 1 for number in range(100)}
    told: list[float] = []
    Centrality(ties_of(pairs), exact=0, pivots=80, tell=told.append)
    assert told == [0.4, 0.8, 1.0]
    Centrality(ties_of(pairs), tell=told.append)
    assert len(told) == 3, "all at once: nothing to tell"
