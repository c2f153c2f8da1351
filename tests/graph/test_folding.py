"""Folding: what is one letter, and that whatever matches is found by the keys of the index."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from graph.folding import Wanted, errors_forgiven, folded, keys_of, remainders, text_of

SAME = (
    ("یادی", "يادي"),
    ("کورد", "كورد"),
    ("هەولێر", "هه‌ولێر"),
    ("ئازادی", "ازادی"),
    ("أحمد", "احمد"),
    ("مؤسسة", "موسسه"),
    ("مُحَمَّد", "محمد"),
    ("ســلێمانی", "سلێمانی"),
    ("Şêrîn", "serin"),
    ("Çiya", "CIYA"),
    ("İstanbul", "istanbul"),
    ("Qal'at Dizah", "qalat-dizah"),
    ("١٩٩١", "1991"),
    ("ﻛﻮﺭﺩ", "کورد"),
)
NAMES = st.text(st.sampled_from("abehilrsxşêzo  -هەولێریكة"), min_size=1, max_size=18)
TYPED = st.text(st.sampled_from("abehilrsxşêzo هەولێریكة"), min_size=1, max_size=18)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_variants_of_a_letter_are_one(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_folding_is_done_once() -> None:
    for names in SAME:
        for name in names:
            assert folded(folded(name)) == folded(name)


@given(st.text(max_size=60))
def test_any_text_has_keys_that_the_index_can_hold(text: str) -> None:
    keys = keys_of({"name": text, "aliases": [text], "description": text})
    if text_of(text).words:
        assert all(re.fullmatch(r"[0-6][\w]*", key) for key in (keys["search_keys"] or "").split(" "))
        assert re.fullmatch(r"[\w+*() ]+", Wanted.of(text).others)


def test_every_process_makes_the_same_keys() -> None:
    """Or each migration would write those of all records again: a set's order is another one in each process."""
    told = (
        "from graph.folding import keys_of; print(keys_of({'name': 'Council of Zakho', 'description': 'of the city'}))"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", told], check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed}
        ).stdout
        for seed in "123"
    }
    assert len(made) == 1


@given(NAMES, TYPED)
@settings(max_examples=400)
@example("zakho council", "zaxo")
@example("helebce", "هەڵەبجە")
def test_whatever_matches_is_found_by_its_keys(name: str, typed: str) -> None:
    """Or brute force and index would differ."""
    wanted = Wanted.of(typed)
    if not wanted.text.words:
        return
    for properties in ({"name": name}, {"name": "Other", "aliases": [name]}, {"name": "Other", "description": name}):
        texts = [properties["name"], *properties.get("aliases", [])]
        keys: Any = keys_of(properties)
        if folded(texts[0]) and wanted.match(texts, properties.get("description")):
            tokens = keys["search_keys"].split(" ")
            begins = keys["search_name"].startswith(wanted.text.folded)
            assert begins or holds(wanted.same, tokens) or holds(wanted.others, tokens)


def holds(query: str, tokens: list[str]) -> bool:
    """Whether Lucene finds a document of these tokens: any part, or all groups marked + of a part in brackets."""
    for group in re.findall(r"\((\+\(.*?\)(?: \+\(.*?\))*)\)", query):
        if all(any(meets(term, tokens) for term in part.split()) for part in re.findall(r"\+\((.*?)\)", group)):
            return True
    bare = re.sub(r"\(\+\(.*?\)(?: \+\(.*?\))*\)", "", query)
    return any(meets(term, tokens) for term in bare.split())


def meets(term: str, tokens: list[str]) -> bool:
    return any(one.startswith(term[:-1]) if term.endswith("*") else one == term for one in tokens)


@given(
    st.text(st.sampled_from("abcd"), min_size=4, max_size=12), st.text(st.sampled_from("abcd"), min_size=3, max_size=12)
)
@settings(max_examples=400)
def test_words_within_the_errors_forgiven_share_a_remainder(typed: str, name: str) -> None:
    errors = errors_forgiven(typed)
    if OSA.distance(typed, name) <= errors:
        assert remainders(typed, errors) & remainders(name, 2 if len(name) > 5 else 1)


def test_a_score_is_between_0_and_1_and_1_only_for_the_name() -> None:
    for name in ("Hewlêr", "Hewlêr Council", "Council of Hewler", "هەولێر", "Hawler", "Hewlar", "Nothing"):
        found = Wanted.of("hewler").match([name])
        assert found is None or 0 < found.score <= 1
        assert (found is not None and found.score == 1) == (folded(name) == "hewler")
