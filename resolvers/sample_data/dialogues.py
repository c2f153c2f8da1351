"""The sample's dialogue processes, their sessions, who takes part, and the agendas.

On 2027-01-19 Tara and Awaz are wanted in two sessions at once: the scheduling conflict of the demo.
"""

from __future__ import annotations

from resolvers.sample_data.entries import Entry, areas, moment, names

PROCESSES = [
    Entry(
        "DialogueProcess",
        "process-justice",
        {
            "name": names(
                "Government-civil society dialogue on justice",
                "دیالۆگی حکوومەت و کۆمەڵگەی مەدەنی لەسەر دادپەروەری",
                "Diyaloga hikûmet û civaka sivîl li ser dadê",
                "حوار الحكومة والمجتمع المدني حول العدالة",
            ),
            "kind": "GOVERNMENT_CIVIL_SOCIETY",
            "description": "Four meetings a year on courts, detention and legal aid.",
            "start": "2025-10",
        },
        {"areas": areas(18, 23, 24), "convener": ["justice"]},
        owner="justice",
    ),
    Entry(
        "DialogueProcess",
        "process-youth",
        {
            "name": names(
                "Consultation on a youth policy",
                "ڕاوێژ لەسەر سیاسەتی لاوان",
                "Şêwirîn li ser siyaseta ciwanan",
                "مشاورات حول سياسة الشباب",
            ),
            "kind": "CONSULTATION",
            "start": "2026-03",
            "end": "2027-03~",
        },
        {"areas": areas(1, 13, 22), "convener": ["youth-ministry"]},
        owner="youth-ministry",
    ),
    Entry(
        "DialogueProcess",
        "process-land",
        {
            "name": names("Mediation track on village land", "ڕێڕەوی نێوەندگیری لەسەر زەویی گوندەکان"),
            "kind": "MEDIATION_TRACK",
            "start": "2026-05",
        },
        {"areas": areas(5, 10), "convener": ["alder-mediation"]},
        marking="AMBER",
        owner="alder-mediation",
        shared=["elders-zakho"],
    ),
]

_SESSIONS: tuple[tuple[str, str, str, str, str, str, str, str, str], ...] = (
    # key, process, name, status, start, end, place, venue, languages
    ("justice-1", "process-justice", "First meeting: detention before trial", "CONFIRMED",
     "2025-10-21T10:00",
     "2025-10-21T13:00", "erbil-district", "Ministry of Justice, hall 2", "ckb kmr ar"),
    ("justice-2", "process-justice", "Second meeting: legal aid", "CONFIRMED", "2026-02-17T10:00",
     "2026-02-17T13:00", "sulaymaniyah-district", "Pira Institute, library", "ckb en"),
    ("justice-3", "process-justice", "Third meeting: courts and children", "CANCELLED", "2026-06-16T10:00",
     "2026-06-16T13:00", "erbil-district", "Ministry of Justice, hall 2", "ckb ar"),
    ("justice-4", "process-justice", "Fourth meeting: progress on what was promised", "CONFIRMED",
     "2027-01-19T10:00", "2027-01-19T13:00", "erbil-district", "Ministry of Justice, hall 2",
     "ckb kmr ar en"),
    ("youth-1", "process-youth", "Hearing in Duhok", "CONFIRMED", "2026-03-14T14:00", "2026-03-14T17:00",
     "duhok-district", "University library", "kmr ar"),
    ("youth-2", "process-youth", "Hearing in Sulaymaniyah", "CONFIRMED", "2026-04-25T14:00",
     "2026-04-25T17:00", "sulaymaniyah-district", "Civic Coders' workshop", "ckb en"),
    ("youth-3", "process-youth", "Drafting day", "CONFIRMED", "2027-01-19T11:30", "2027-01-19T16:00",
     "erbil-district", "House of Youth", "ckb kmr"),
    ("youth-4", "process-youth", "Closing conference", "TENTATIVE", "2027-03-06T09:30", "2027-03-06T15:00",
     "erbil-district", "To be found", "ckb kmr ar en"),
    ("land-1", "process-land", "Opening round", "CONFIRMED", "2026-05-11T16:00", "2026-05-11T19:00",
     "zakho",
     "Guest house of the elders", "kmr"),
    ("land-2", "process-land", "Second round: maps", "TENTATIVE", "2027-02-08T16:00", "2027-02-08T19:00",
     "zakho", "Guest house of the elders", "kmr ar"),
)  # fmt: skip

SESSIONS = [
    Entry(
        "DialogueSession",
        f"session-{key}",
        {
            "name": names(name),
            "status": status,
            "start": moment(start),
            "end": moment(end),
            "venue": venue,
            "languages": languages.split(),
        },
        {"process": [process], "place": [place]},
        owner="alder-mediation" if process == "process-land" else None,
        compartments=["mediation"] if key == "land-2" else [],
    )
    for key, process, name, status, start, end, place, venue, languages in _SESSIONS
]

_PARTICIPANTS: dict[str, tuple[tuple[str, str | None, str, str, bool | None], ...]] = {
    # session: (participant, on behalf of, capacity, answer, attended)
    "justice-1": (
        ("tara", "justice", "CHAIR", "ACCEPTED", True),
        ("karwan", "rights-commission", "REQ_PARTICIPANT", "ACCEPTED", True),
        ("awaz", "lawyers-sirwan", "REQ_PARTICIPANT", "ACCEPTED", True),
        ("soran", None, "OPT_PARTICIPANT", "DECLINED", False),
        ("tomas", "lantern-monitor", "NON_PARTICIPANT", "ACCEPTED", True),
        ("court-watch", None, "REQ_PARTICIPANT", "ACCEPTED", True),
    ),
    "justice-2": (
        ("tara", "justice", "CHAIR", "ACCEPTED", True),
        ("awaz", "lawyers-sirwan", "REQ_PARTICIPANT", "ACCEPTED", True),
        ("niyan", "press-halgurd", "OPT_PARTICIPANT", "TENTATIVE", False),
        ("shilan", "women-hanar", "REQ_PARTICIPANT", "ACCEPTED", True),
        ("rebin", "parliament", "REQ_PARTICIPANT", "ACCEPTED", True),
    ),
    "justice-3": (
        ("tara", "justice", "CHAIR", "ACCEPTED", None),
        ("layla", "labour", "REQ_PARTICIPANT", "ACCEPTED", None),
    ),
    "justice-4": (
        ("tara", "justice", "CHAIR", "ACCEPTED", None),
        ("karwan", "rights-commission", "REQ_PARTICIPANT", "ACCEPTED", None),
        ("awaz", "lawyers-sirwan", "REQ_PARTICIPANT", "ACCEPTED", None),
        ("shilan", "women-hanar", "REQ_PARTICIPANT", "NEEDS_ACTION", None),
        ("rebin", "parliament", "REQ_PARTICIPANT", "TENTATIVE", None),
        ("court-watch", None, "REQ_PARTICIPANT", "NEEDS_ACTION", None),
    ),
    "youth-1": (
        ("bestun", "youth-ministry", "CHAIR", "ACCEPTED", True),
        ("jiyan", "youth-bihar", "REQ_PARTICIPANT", "ACCEPTED", True),
        ("khalaf", "minorities-laleng", "REQ_PARTICIPANT", "ACCEPTED", True),
        ("youth-debate", None, "REQ_PARTICIPANT", "DECLINED", False),
    ),
    "youth-2": (
        ("bestun", "youth-ministry", "CHAIR", "ACCEPTED", True),
        ("youth-coders", None, "REQ_PARTICIPANT", "ACCEPTED", True),
        ("youth-green", None, "REQ_PARTICIPANT", "ACCEPTED", False),
        ("niyan", "pira-institute", "OPT_PARTICIPANT", "ACCEPTED", True),
    ),
    "youth-3": (
        ("bestun", "youth-ministry", "CHAIR", "ACCEPTED", None),
        ("jiyan", "youth-bihar", "REQ_PARTICIPANT", "ACCEPTED", None),
        ("tara", "justice", "OPT_PARTICIPANT", "TENTATIVE", None),
        ("awaz", "court-watch", "OPT_PARTICIPANT", "NEEDS_ACTION", None),
        ("shilan", "disability-dest", "OPT_PARTICIPANT", "DECLINED", None),
    ),
    "youth-4": (
        ("bestun", "youth-ministry", "CHAIR", "ACCEPTED", None),
        ("youth-bihar", None, "REQ_PARTICIPANT", "NEEDS_ACTION", None),
        ("youth-debate", None, "REQ_PARTICIPANT", "NEEDS_ACTION", None),
        ("marit", "tirazh-fund", "NON_PARTICIPANT", "ACCEPTED", None),
    ),
    "land-1": (
        ("alder-mediation", None, "CHAIR", "ACCEPTED", True),
        ("jiyan", "elders-zakho", "REQ_PARTICIPANT", "ACCEPTED", True),
        ("zakho-council", None, "REQ_PARTICIPANT", "ACCEPTED", True),
    ),
    "land-2": (
        ("alder-mediation", None, "CHAIR", "ACCEPTED", None),
        ("jiyan", "elders-zakho", "REQ_PARTICIPANT", "ACCEPTED", None),
        ("khalaf", None, "REQ_PARTICIPANT", "NEEDS_ACTION", None),
    ),
}

PARTICIPATIONS = [
    Entry(
        "Participation",
        f"participation-{session}-{who}",
        {
            "capacity": capacity,
            "partstat": answer,
            **({"attended": attended} if attended is not None else {}),
        },
        {
            "session": [f"session-{session}"],
            "participant": [who],
            **({"onBehalfOf": [behalf]} if behalf else {}),
        },
    )
    for session, participants in _PARTICIPANTS.items()
    for who, behalf, capacity, answer, attended in participants
]

_AGENDAS: dict[str, tuple[tuple[str, int, str | None], ...]] = {
    "justice-1": (
        ("Figures on detention before trial", 40, "karwan"),
        ("What families report", 40, "awaz"),
        ("What the ministry will do", 60, "tara"),
    ),
    "justice-2": (
        ("Who gets a lawyer, and when", 60, "awaz"),
        ("A budget line for legal aid", 60, "rebin"),
    ),
    "justice-4": (
        ("Promises of 2025 and 2026, one by one", 90, "karwan"),
        ("Legal aid in next year's budget", 45, "rebin"),
        ("Dates of 2027", 15, None),
    ),
    "youth-3": (("Draft of the policy", 180, "bestun"), ("Seats for young people", 60, "jiyan")),
    "land-1": (("Ground rules", 60, None), ("What each side brings", 90, None)),
}

AGENDA_ITEMS = [
    Entry(
        "AgendaItem",
        f"agenda-{session}-{position}",
        {"position": position, "title": title, "minutes": minutes},
        {
            "session": [f"session-{session}"],
            **({"presentedBy": [f"participation-{session}-{presenter}"]} if presenter else {}),
        },
    )
    for session, items in _AGENDAS.items()
    for position, (title, minutes, presenter) in enumerate(items, 1)
]
