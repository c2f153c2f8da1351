"""Communities: everybody in one, as good as those of networkx, named for what tells the members apart."""

from __future__ import annotations

import networkx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graph.centrality import Ties, pagerank
from graph.communities import distinctive, found_in, frequency, partition

MARGIN = 0.02
"""By how much less modularity than Louvain's in networkx, the better of three, is still well done."""


def ties_of(graph: networkx.Graph) -> Ties:
    tied: dict[str, dict[str, int]] = {}
    for one, other, data in graph.edges(data=True):
        first, second = sorted((f"s{one:03}", f"s{other:03}"))
        tied.setdefault(first, {})[second] = data.get("weight", 1)
    return Ties.of(tied)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 6), st.integers(4, 12), st.integers(3, 9), st.integers(0, 10))
@example(101, 2, 11, 5, 10)
@example(3219, 2, 6, 7, 4)
def test_everybody_is_in_one_community_and_they_are_as_good_as_those_of_networkx(seed, groups, size, within, between):
    graph = networkx.planted_partition_graph(groups, size, within / 10, between / 100, seed=seed)
    for number, (_, _, data) in enumerate(graph.edges(data=True)):
        data["weight"] = 1 + number % 3
    ties = ties_of(graph)
    parts, quality = partition(ties)
    assert sorted(id for part in parts for id in part) == list(ties.ids)
    if quality is None:
        assert not ties.ids
        return
    tied = graph.subgraph([node for node in graph if graph.degree(node)])
    sets = [{int(id[1:]) for id in part} for part in parts]
    modularity = networkx.community.modularity(tied, sets, weight="weight")
    assert quality == pytest.approx(modularity, abs=1e-5)
    best = max(
        networkx.community.modularity(tied, networkx.community.louvain_communities(tied, seed=one), weight="weight")
        for one in range(3)
    )
    assert modularity >= best - MARGIN


def test_the_same_ties_give_the_same_communities():
    graph = networkx.planted_partition_graph(8, 20, 0.3, 0.02, seed=3)
    ties = ties_of(graph)
    found = [found_in(ties, pagerank(ties.strengths), {}, {}) for _ in range(3)]
    assert found[0] == found[1] == found[2]
    sizes = [len(one.members) for one in found[0][0]]
    assert sizes == sorted(sizes, reverse=True)


def test_a_tag_that_everybody_has_tells_nothing():
    here, everywhere = (
        frequency({"a": ["x", "y"], "b": ["x"]}, ["a", "b"]),
        frequency({"a": ["x", "y"], "b": ["x"], "c": ["x"], "d": ["x"]}, ["a", "b", "c", "d"]),
    )
    assert distinctive(here, everywhere, 2, 4) == ["y"]


def test_where_there_is_one_community_it_is_named_for_what_is_most_frequent():
    tags = frequency({"a": ["x", "y"], "b": ["x"]}, ["a", "b"])
    assert distinctive(tags, tags, 2, 2) == ["x", "y"]
