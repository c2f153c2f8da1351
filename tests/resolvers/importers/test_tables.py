"""Tables brought in by a mapping file: what becomes of rows, and what is refused, in the mapping and in the cells."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app import assembled
from resolvers.importers import ImportOptions, mapped_file
from resolvers.importers.drafts import Mapped
from settings import OperatorError

if TYPE_CHECKING:
    from tests.resolvers.importers.conftest import Graph

MAPPING = """
[[record]]
name = "group"
type = "CivilSocietyGroup"
id = { scheme = "register", column = "no" }
values.name = { text = "{group}", ckb = "{sorani}" }
values.aliases = { column = "aliases", split = "|" }

[[record]]
name = "person"
type = "Person"
when = "person"
id = { scheme = "person", column = "person" }
values.name = "{first} {last}"

[[record]]
type = "Membership"
when = "person"
id = { scheme = "membership", columns = ["person", "no"] }
values.role = { column = "role", map = { C = "chair", M = "member" } }
values.start = { column = "since", format = "%d.%m.%Y" }
links.member = "person"
links.organization = { scheme = "register", column = "of" }
"""
HEADER = "no,group,sorani,aliases,person,first,last,role,since,of"
BLUE = "g1,Blue Heron,شینەشاهۆ,BH|Heron|BH,p1,Ann,Example,C,31.01.2014,g1"
GREY = "g2,Grey Heron,,,p2,Bob,Sample,M,,g1"


def files(folder: Path, *rows: str, mapping: str = MAPPING) -> tuple[Path, Path]:
    table, way = folder / "table.csv", folder / "map.toml"
    table.write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
    way.write_text(mapping, "utf-8")
    return table, way


def mapped(folder: Path, *rows: str, mapping: str = MAPPING) -> Mapped:
    table, way = files(folder, *rows, mapping=mapping)
    return mapped_file("csv", table, assembled().model, way)


def imported(graph: Graph, folder: Path, *rows: str, **given: Any) -> Any:
    table, way = files(folder, *rows)
    return graph.imported("csv", table, options=ImportOptions(mapping=way), **given)


def test_a_row_becomes_several_linked_records(tmp_path: Path) -> None:
    found = mapped(tmp_path, BLUE)
    [group] = found.drafts("CivilSocietyGroup")
    [membership] = found.drafts("Membership")
    assert group.values == {"name": {"text": "Blue Heron", "ckb": "شینەشاهۆ"}, "aliases": ["BH", "Heron"]}
    assert membership.values == {"role": "chair", "start": "2014-01-31"}
    assert membership.links == {"member": ["person:p1"], "organization": ["register:g1"]}
    assert not found.problems


def test_rows_of_one_id_are_one_record_with_what_both_say(tmp_path: Path) -> None:
    found = mapped(tmp_path, "g1,Blue Heron,,,,,,,,", "g1,Blue Herons,شینەشاهۆ,BH,,,,,,")
    [group] = found.drafts("CivilSocietyGroup")
    assert group.values == {"name": {"text": "Blue Heron"}, "aliases": ["BH"]}
    assert found.notices == ["1 rows say something else of a group than an earlier row: the earlier is kept"]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (BLUE.replace(",C,", ",X,"), "line 3, role: 'X' is not in `map`. Write one of C, M."),
        (BLUE.replace("31.01", "31.02"), "line 3, since: '31.02.2014' is no date of the form %d.%m.%Y"),
        (BLUE.replace("g1,Blue", ",Blue"), "line 3, no: the id is empty"),
        (BLUE.replace("Blue Heron,شینەشاهۆ", ","), "line 3: it needs a value"),
    ],
)
def test_a_cell_that_cannot_be_taken_is_told_with_row_column_value_and_remedy(
    graph: Graph, tmp_path: Path, row: str, told: str
) -> None:
    report = imported(graph, tmp_path, GREY.replace(",g1", ",g2"), row)
    if "Blue Heron" in row:
        assert str(report.errors[0]).startswith(told)
    assert report.errors
    assert report.errors[0].line == 3
    assert report.counts["Person"]["created"] == 2
    assert report.counts["Membership"]["created"] == 1


def test_links_lead_to_records_of_other_rows_and_of_earlier_imports(graph: Graph, tmp_path: Path) -> None:
    assert imported(graph, tmp_path, BLUE, GREY).complete
    later = imported(graph, tmp_path, "g3,White Heron,,,p3,Cid,Person,M,2014,g1".replace("2014", "01.02.2014"))
    assert later.complete
    found = graph.rows(
        "CYPHER 25 MATCH (m:Membership)-[:MEMBER_OF]->(g {name: 'Blue Heron'}) MATCH (m)-[:MEMBER]->(p) "
        "RETURN p.name ORDER BY p.name"
    )
    assert found == [["Ann Example"], ["Bob Sample"], ["Cid Person"]]


def test_a_link_to_nothing_refuses_its_record_alone_in_a_dry_run_too(graph: Graph, tmp_path: Path) -> None:
    for dry in (True, False):
        report = imported(graph, tmp_path, BLUE, GREY.replace(",g1", ",g9"), dry_run=dry)
        assert report.counts["Membership"] == {"created": 1, "refused": 1}
        assert "register:g9, which was not imported" in str(report.errors[0])


def test_a_required_link_left_empty_is_refused_in_a_dry_run_too(graph: Graph, tmp_path: Path) -> None:
    for dry in (True, False):
        report = imported(graph, tmp_path, BLUE, GREY.removesuffix("g1"), dry_run=dry)
        assert report.counts["Membership"] == {"created": 1, "refused": 1}
        assert "Membership.organization" in str(report.errors[0])


def test_a_second_import_changes_nothing_and_an_empty_cell_takes_nothing_away(graph: Graph, tmp_path: Path) -> None:
    first = imported(graph, tmp_path, BLUE, GREY)
    again = imported(graph, tmp_path, BLUE.replace("BH|Heron|BH", ""), GREY)
    assert again.total("unchanged") == first.total("created") == 7
    assert again.total("created") == again.total("changed") == 0


def test_records_that_link_in_a_circle_are_told(tmp_path: Path) -> None:
    circle = """[[record]]
type = "Place"
id = { scheme = "p", column = "no" }
values.name = "{group}"
links.partOf = { scheme = "p", column = "of" }
"""
    found = mapped(tmp_path, "a,A,,,,,,,,b", "b,B,,,,,,,,a", "c,C,,,,,,,,", mapping=circle)
    assert [draft.key for stage in found.stages for draft in stage] == ["p:c"]
    assert [problem.line for problem in found.problems] == [2, 3]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("[[record]]", "[[recrod]]", "the mapping has 'recrod'"),
        ('type = "Person"', 'type = "Persson"', "has the type 'Persson'"),
        ('type = "Person"', 'type = "User"', "has the type 'User'"),
        ("values.role", "values.rule", "Membership has no value 'rule'"),
        ("links.member =", "links.members =", "links.members"),
        ('"person"\nlinks', '"persons"\nlinks', "which is no record"),
        ('"person"\nlinks', "7\nlinks", "links.member is 7"),
        ('scheme = "register", column = "no"', 'scheme = "a:b", column = "no"', "is no external id"),
        ('scheme = "register", column = "no"', 'scheme = "register", columns = [1]', "is no external id"),
        ('scheme = "register", column = "no"', 'scheme = "cooperation-area", column = "no"', "cooperation-area"),
        ('column = "of" }', 'column = "of", split = "|" }', "holds one record"),
        ("[[record]]", "[record", "is not TOML"),
        ('format = "%d.%m.%Y"', "format = 7", "format is 7"),
        ('column = "of"', 'column = "off"', "has no column off"),
        ('name = "group"', 'name = "person"', "two records are called 'person'"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused_before_a_row_is_read(
    tmp_path: Path, before: str, after: str, told: str
) -> None:
    assert before in MAPPING
    with pytest.raises(OperatorError, match=told.replace("[", r"\[")):
        mapped(tmp_path, BLUE, mapping=MAPPING.replace(before, after, 1))


def test_confidential_fields_are_not_imported(tmp_path: Path) -> None:
    model = assembled().model
    name, field = next(
        (record.name, name)
        for record in model.concrete()
        for name, stored in record.stored()
        if stored.writable and stored.kind.name == "confidential"
    )
    way = f'[[record]]\ntype = "{name}"\nid = {{ scheme = "s", column = "no" }}\nvalues.{field} = "{{group}}"'
    with pytest.raises(OperatorError, match="is confidential"):
        mapped(tmp_path, BLUE, mapping=way)


def test_a_table_without_a_mapping_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="says nothing of what its columns are"):
        mapped_file("csv", files(tmp_path, BLUE)[0], assembled().model)
