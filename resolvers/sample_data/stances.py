"""The sample's stances: how invented assessors see where public bodies and groups stand; nobody's real opinion."""

from __future__ import annotations

from resolvers.sample_data.entries import Entry

_SHARED = ("tirazh-fund", "alder-mediation")
"""With whom the assessors share what is AMBER: who pays for the work, and who mediates."""

_STANCES: tuple[tuple[str, str, str, int | None, int | None, str, str, str, str], ...] = (
    # stakeholder, on (a key, an area or an issue in words), position, influence, interest, assessed, by, confidence,
    # marking
    ("parliament", "commitment-disability-bill", "NEUTRAL", 5, 2, "2025-10", "pira-institute", "MODERATE", "AMBER"),
    ("parliament", "commitment-disability-bill", "SUPPORTIVE", 5, 3, "2026-06", "pira-institute", "MODERATE", "AMBER"),
    ("parliament", "commitment-disability-bill", "SUPPORTIVE", 5, 4, "2026-05-20", "disability-dest", "LOW", "AMBER"),
    ("labour", "commitment-disability-bill", "SUPPORTIVE", 4, 4, "2026-06", "pira-institute", "HIGH", "AMBER"),
    ("labour", "commitment-disability-bill", "STRONGLY_SUPPORTIVE", 3, 5, "2026-05-20", "disability-dest", "MODERATE",
     "AMBER"),
    ("interior", "commitment-disability-bill", "OPPOSED", 4, 1, "2026-06~", "pira-institute", "LOW", "AMBER"),
    ("judicial-council", "commitment-disability-bill", "NEUTRAL", 2, 2, "2026-06", "pira-institute", "MODERATE",
     "AMBER"),
    ("rights-commission", "commitment-disability-bill", "STRONGLY_SUPPORTIVE", 2, 5, "2026-05-20", "disability-dest",
     "HIGH", "AMBER"),
    ("rights-commission", "commitment-disability-bill", "STRONGLY_SUPPORTIVE", 3, 4, "2026-02-25", "lantern-monitor",
     "HIGH", "CLEAR"),
    ("interior", "recommendation-detention", "SUPPORTIVE", 5, 3, "2025-06", "lantern-monitor", "MODERATE", "GREEN"),
    ("interior", "recommendation-detention", "NEUTRAL", 5, 2, "2026-03", "court-watch", "MODERATE", "AMBER"),
    ("judicial-council", "recommendation-journalists", "OPPOSED", 4, 3, "2025-07-01", "lantern-monitor", "HIGH",
     "CLEAR"),
    ("youth-ministry", "process-youth", "SUPPORTIVE", 4, 3, "2026-03", "pira-institute", "MODERATE", "GREEN"),
    ("integrity", "area:17", "STRONGLY_SUPPORTIVE", 3, 5, "2025", "pira-institute", "MODERATE", "CLEAR"),
    ("zakho-council", "Grazing land: new fences", "OPPOSED", 3, 4, "2026-05", "alder-mediation", "LOW",
     "AMBER_STRICT"),
)  # fmt: skip

STANCES = [
    Entry(
        "Stance",
        f"stance-{number}",
        {
            "position": position,
            "influence": influence,
            "interest": interest,
            "assessed": assessed,
            "confidence": confidence,
        }
        | ({"issue": on} if " " in on else {}),
        {"stakeholder": [stakeholder], "assessedBy": [assessor]} | ({} if " " in on else {"on": [on]}),
        marking=marking,
        owner=assessor,
        shared=[one for one in _SHARED if one != assessor] if marking == "AMBER" else [],
    )
    for number, (stakeholder, on, position, influence, interest, assessed, assessor, confidence, marking) in enumerate(
        _STANCES, 1
    )
]
