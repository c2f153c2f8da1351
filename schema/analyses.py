"""Who stands between whom, who has weight, and who belongs together, among all that a viewer sees."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

import strawberry

from graph.centrality import EXACT, MOST_RANKED, PIVOTS
from graph.communities import MOST_COMMUNITIES, MOST_MEMBERS
from schema.declarations import Linked, bound, item, item_record, item_records, local, unwound, worded

ROUNDED = "Rounded to six significant digits."
STAKEHOLDERS = "How many stakeholders are tied to another by the ties asked for; nobody else is considered."
TIES = "How many pairs of them are tied."


@strawberry.type(description=f"A stakeholder with its place among those tied to one another. {ROUNDED}")
class Central:
    stakeholder: Linked = item_record(0, "Stakeholder")
    betweenness: float = item(
        1, "The share of shortest paths between two others that pass through it, from 0 to 1: who brokers."
    )
    closeness: float | None = item(
        2,
        "From 0 to 1: 1 is one step from everybody (after Wasserman and Faust, where the ties fall into parts). Null:"
        " nobody of its part was in the sample.",
    )
    degree: int = item(3, "To how many others it is tied.")
    page_rank: float = item(4, "Its weight by the weight of those tied to it; that of all is 1.")
    constraint: float = item(
        5, "After Burt: how much those tied to it are tied to one another. A little: it joins who is not joined."
    )


@strawberry.type(
    description=f"Stakeholders ranked by a measure. Above {EXACT:,} (stakeholders times ties) betweenness and closeness"
    f" are reckoned from the shortest paths of a sample of {PIVOTS}, always the same for the same ties."
)
class Ranking:
    stakeholders: int = bound("stakeholders", STAKEHOLDERS)
    ties: int = bound("ties", TIES)
    approximate: bool = bound("approximate", "Whether betweenness and closeness are reckoned from a sample.")
    sampled: int | None = bound("sampled", "From how many stakeholders the paths start; null: from all.")
    ranked: Linked = unwound("ranked", "Central", f"The first by the measure; {MOST_RANKED} at most.")


def named(values: Mapping[str, Any], _: Mapping[str, Any]) -> str:
    areas, places, members = values["4"], values["5"], values["6"]
    tags = [", ".join(some) for some in (areas, places) if some]
    return " · ".join(tags) or (f"Around {members[0]}" if members else "")


@strawberry.type(description="Stakeholders tied more to one another than to the rest.")
class Community:
    name: str = worded(
        [4, 5, 6],
        named,
        "Made of the areas and the place by which its members differ most from all; where there are none, of the member"
        " of most influence.",
    )
    size: int = item(0, "How many members it has.")
    areas: Linked = item_records(1, "CooperationArea", "The areas that its members work on more than others do.")
    places: Linked = item_records(2, "Place", "Where its members are based more than others are.")
    members: Linked = item_records(
        3,
        "Stakeholder",
        f"Those of most influence (PageRank) first; {MOST_MEMBERS} at most, of the `size` that there are.",
    )


@strawberry.type(
    description="Everybody who is tied to another, each in one community, so that as much as can be of the ties is"
    " within them (Leiden, by modularity, a pair weighed by the records that tie it). The same ties give the same"
    " communities."
)
class Communities:
    stakeholders: int = bound("stakeholders", STAKEHOLDERS)
    ties: int = bound("ties", TIES)
    total: int = bound("total", "How many communities there are.")
    modularity: float | None = bound(
        "modularity",
        "How much more of the ties is within communities than would be by chance; 1 is most; null: there are no ties.",
    )
    communities: Linked = unwound("communities", "Community", f"The greatest first; {MOST_COMMUNITIES} at most.")


@strawberry.enum(description="What is worked out of all ties that are seen: the query of the same name answers it.")
class Analysis(Enum):
    BROKERS = "BROKERS"
    INFLUENCE = "INFLUENCE"
    COMMUNITIES = "COMMUNITIES"


@strawberry.enum(description="How far an analysis is.")
class AnalysisStage(Enum):
    WAITING = strawberry.enum_value("WAITING", description="For its turn: a process reads for one at a time.")
    READING = strawberry.enum_value("READING", description="Reading who is tied to whom.")
    COMPUTING = strawberry.enum_value("COMPUTING", description="Working it out.")
    DONE = strawberry.enum_value("DONE", description="Worked out: the last event.")


@strawberry.type(description="How far an analysis is; nobody else's is told of.")
class AnalysisProgress:
    stage: AnalysisStage = local(lambda progress: progress.stage.value)
    share: float | None = local(
        lambda progress: progress.share,
        "What share of the shortest paths is counted, from 0 to 1, where they are counted from a sample; 1 when all is"
        " done; null: not known.",
    )
    seconds: float = local(lambda progress: progress.seconds, "Since this subscription began.")
    stakeholders: int | None = local(lambda progress: progress.size[0], f"{STAKEHOLDERS} Null: not yet read.")
    ties: int | None = local(lambda progress: progress.size[1], f"{TIES} Null: not yet read.")
    kept: bool = local(
        lambda progress: progress.kept,
        "Whether the answer is kept: until something is written, the query with the same arguments then finds it made.",
    )
