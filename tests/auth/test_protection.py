"""Protections, against what the markings mean in words: TLP 2.0 and DESIGN section 5."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from auth.protection import MEMBERS, NOBODY, Protection, clauses_of, lacking, read, visible, widens, written
from auth.viewer import ANONYMOUS, Viewer

ORGANIZATIONS, COMPARTMENTS, USERS = ("A", "B", "C"), ("mediation", "victims"), ("rojin", "dara")
MARKINGS = ("CLEAR", "GREEN", "AMBER", "AMBER_STRICT", "RED")


def some(pool: tuple[str, ...]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(pool))


viewers = st.one_of(
    st.just(ANONYMOUS), st.builds(Viewer, st.sampled_from((*USERS, "azad")), some(ORGANIZATIONS), some(COMPARTMENTS))
)
owners = st.one_of(st.none(), st.sampled_from(ORGANIZATIONS))
markings = st.tuples(st.sampled_from(MARKINGS), owners, some(ORGANIZATIONS), some(USERS), some(COMPARTMENTS))
EVERYBODY = [
    ANONYMOUS,
    *(
        Viewer(user, organizations, compartments)
        for user in (*USERS, "azad")
        for organizations in map(frozenset, ((), "A", "B", "C", "AB", "AC", "BC", "ABC"))
        for compartments in map(frozenset, ((), ("mediation",), ("victims",), COMPARTMENTS))
    ),
]


def sees(viewer: Viewer, marking, owner, shared, readers, compartments) -> bool:
    """The rule in words."""
    if not compartments <= viewer.compartments:
        return False
    return {
        "CLEAR": True,
        "GREEN": viewer.user is not None,
        "AMBER": bool(viewer.organizations & ({owner} | shared)),
        "AMBER_STRICT": owner in viewer.organizations,
        "RED": viewer.user in readers,
    }[marking]


@given(viewers, markings)
def test_a_record_is_seen_as_its_marking_says(viewer, marking):
    assert visible(clauses_of(*marking), viewer.tokens()) == sees(viewer, *marking)


@given(viewers, markings, markings)
def test_what_hangs_on_another_is_seen_by_those_who_see_both(viewer, marking, other):
    both = clauses_of(*marking) | clauses_of(*other)
    assert visible(both, viewer.tokens()) == (sees(viewer, *marking) and sees(viewer, *other))


@given(st.lists(markings, min_size=1, max_size=2), st.lists(markings, min_size=1, max_size=2))
def test_widening_is_to_be_seen_by_somebody_new(before, after):
    old: Protection = frozenset().union(*(clauses_of(*one) for one in before))
    new: Protection = frozenset().union(*(clauses_of(*one) for one in after))
    newly = [one for one in EVERYBODY if visible(new, one.tokens()) and not visible(old, one.tokens())]
    assert widens(old, new) >= bool(newly)
    assert not widens(old, old)
    if not widens(old, new):
        assert not newly


def test_widening_is_not_alleged_where_nobody_is_new():
    amber, shared = clauses_of("AMBER", "A"), clauses_of("AMBER", "A", ["B"])
    assert widens(amber, shared) and not widens(shared, amber)
    assert not widens(clauses_of("GREEN", None), amber)
    assert not widens(clauses_of("CLEAR", None), clauses_of("GREEN", None))
    assert not widens(shared, clauses_of("AMBER_STRICT", "B"))
    assert not widens(amber, clauses_of("RED", None))
    assert widens(clauses_of("RED", "A", readers=["rojin"]), clauses_of("RED", "A", readers=["rojin", "dara"]))
    assert widens(clauses_of("GREEN", None, compartments=["victims"]), clauses_of("GREEN", None))
    assert widens(amber, clauses_of("AMBER", "B"))


@given(markings, markings)
def test_equal_protections_are_equal_text(marking, other):
    one, two = clauses_of(*marking), clauses_of(*other)
    assert (written(one) == written(two)) == (one == two)
    assert read(written(one)) == one


def test_a_marking_that_lacks_its_people_is_seen_by_nobody():
    for marking in ("AMBER", "AMBER_STRICT", "RED"):
        assert clauses_of(marking, None) == {NOBODY}
        assert not any(visible(clauses_of(marking, None), one.tokens()) for one in EVERYBODY)
    assert [lacking(marking, None, ()) for marking in MARKINGS] == [None, None, "owner", "owner", "readers"]
    assert [lacking(marking, "A", ["rojin"]) for marking in MARKINGS] == [None] * 5


def test_readers_are_users_with_or_without_saying_so():
    assert clauses_of("RED", None, readers=["user:rojin"]) == clauses_of("RED", None, readers=["rojin"])


def test_no_user_can_be_named_as_an_organization_or_a_group():
    spoof = Viewer("org:A"), Viewer("members"), Viewer("nobody"), Viewer("rojin", organizations=frozenset({"nobody"}))
    assert not any(visible(clauses_of("AMBER", "A"), one.tokens()) for one in spoof)
    assert not any(visible(frozenset({NOBODY}), one.tokens()) for one in spoof)
    assert {"members"} == MEMBERS
