"""The sample's review, its recommendations and responses, and the commitments with all that follows them."""

from __future__ import annotations

from resolvers.sample_data.entries import Entry, areas, names

REVIEWS = [
    Entry(
        "Instrument",
        "instrument-plan",
        {
            "name": names(
                "Regional Plan for Human Rights (sample)",
                "پلانی هەرێمی مافەکانی مرۆڤ (نموونە)",
                "Plana Herêmî ya Mafên Mirov (nimûne)",
                "الخطة الإقليمية لحقوق الإنسان (عينة)",
            ),
            "kind": "ACTION_PLAN",
            "adopted": "2021-09",
        },
    ),
    Entry(
        "ReviewCycle",
        "cycle-2025",
        {"name": "Mid-term review 2025", "number": 1, "start": "2025-01", "end": "2025-12"},
        {"instrument": ["instrument-plan"]},
    ),
]

_RECOMMENDATIONS: tuple[tuple[str, str, str, str, int, str, tuple[int, ...], tuple[str, str, str]], ...] = (
    # key, text, issued by, received by, action category, issues, areas, (position, date, words)
    ("detention", "Bring everyone who is arrested before a judge within the time that the law sets.",
     "rights-commission", "interior", 5, "Detention;Justice", (3, 18),
     ("SUPPORTED", "2025-06-10", "Accepted; a register of arrests will show the time of each.")),
    ("legal-aid", "Pay lawyers for those who cannot, from the first interrogation on.", "lantern-monitor",
     "justice", 5, "Justice;Right to a lawyer", (4, 18),
     ("SUPPORTED", "2025-06-12", "Accepted, as far as the budget allows.")),
    ("journalists", "Try no journalist under laws that are not about the press.", "lantern-monitor",
     "judicial-council", 4, "Freedom of the press", (3, 7),
     ("NOTED", "2025-07-01", "Noted: courts decide each case by themselves.")),
    ("shelters", "Open a women's shelter in each governorate.", "rights-commission", "labour", 5,
     "Women's rights;Violence against women", (11, 20),
     ("SUPPORTED", "2025-06-10", "Accepted; two are open, two are planned.")),
    ("disability", "Enact a law on the rights of people with disabilities.", "rights-commission",
     "parliament",
     4, "Disability", (13, 20), ("SUPPORTED", "2025-09", "Accepted; a drafting group has begun.")),
    ("budget", "Publish the budget and its execution each quarter.", "pira-institute", "parliament", 5,
     "Transparency", (17, 24), ("PENDING", "2025-09", "The committee has not decided.")),
    ("youth", "Give young people seats in the councils that decide on them.", "pira-institute",
     "youth-ministry", 3, "Youth;Participation", (13, 22),
     ("SUPPORTED", "2025-05~", "Accepted; a policy is being drafted.")),
    ("minorities", "Consider teaching minority languages in more schools.", "lantern-monitor",
     "parliament", 2,
     "Minorities;Education", (15, 20), ("NOTED", "2025-10", "Noted.")),
)  # fmt: skip

RECOMMENDATIONS = [
    Entry(
        "Recommendation",
        f"recommendation-{key}",
        {
            "text": text,
            "symbol": f"1.{number}",
            "date": "2025-04-15",
            "actionCategory": category,
            "issues": issues.split(";"),
        },
        {"areas": areas(*numbers), "issuedBy": [giver], "receivedBy": [receiver], "cycle": ["cycle-2025"]},
    )
    for number, (key, text, giver, receiver, category, issues, numbers, _) in enumerate(_RECOMMENDATIONS, 1)
]

RESPONSES = [
    Entry(
        "Response",
        f"response-{key}",
        {"position": position, "date": day, "text": words},
        {"recommendation": [f"recommendation-{key}"], "by": [receiver]},
    )
    for key, _, _, receiver, _, _, _, (position, day, words) in _RECOMMENDATIONS
]

_COMMITMENTS: tuple[
    tuple[str, str, str, str, str, str | None, str, str, str | None, tuple[int, ...]], ...
] = (
    # key, title, kind, status, made, due, makers, addressees, origin, areas
    ("arrest-register", "Keep a register of arrests with the hour of each", "ACCEPTED_RECOMMENDATION",
     "IN_PROGRESS", "2025-06-10", "2025-12-31", "interior", "rights-commission", "recommendation-detention",
     (3, 18)),
    ("family-notice", "Tell families within a day where a detainee is held", "PLEDGE", "NOT_STARTED",
     "2025-10-21", "2026-03", "justice interior", "lawyers-sirwan court-watch", "session-justice-1",
     (3, 11)),
    ("detention-figures", "Publish figures on detention before trial each quarter", "PLEDGE", "KEPT",
     "2025-10-21", "2026-01", "justice", "rights-commission", "session-justice-1", (3, 17)),
    ("legal-aid-line", "A budget line for legal aid", "ACCEPTED_RECOMMENDATION", "IN_PROGRESS",
     "2025-06-12",
     "2027-01-31", "justice parliament", "lawyers-sirwan", "recommendation-legal-aid", (4, 18)),
    ("legal-aid-roster", "A roster of lawyers on duty in four courts", "PLEDGE", "KEPT", "2026-02-17",
     "2026-09", "lawyers-sirwan justice", "judicial-council", "session-justice-2", (4, 18)),
    ("shelter-halabja", "Open a women's shelter in Halabja", "ACCEPTED_RECOMMENDATION", "NOT_STARTED",
     "2025-06-10", "2026-06", "labour", "women-hanar", "recommendation-shelters", (11, 20)),
    ("shelter-duhok", "Open a women's shelter in Duhok", "ACCEPTED_RECOMMENDATION", "IN_PROGRESS",
     "2025-06-10", "2027-06", "labour", "women-hanar violence-directorate", "recommendation-shelters",
     (11, 20)),
    ("disability-bill", "Bring in a bill on the rights of people with disabilities",
     "ACCEPTED_RECOMMENDATION", "IN_PROGRESS", "2025-09", "2026~", "parliament", "disability-dest",
     "recommendation-disability", (13, 20, 26)),
    ("youth-seats", "Two seats for young people in each district council", "ACCEPTED_RECOMMENDATION",
     "NOT_STARTED", "2025-05~", "2026-10-01", "youth-ministry", "youth-bihar youth-debate",
     "recommendation-youth", (13, 22)),
    ("youth-answers", "Answer in writing what young people asked in Duhok", "PLEDGE", "BROKEN",
     "2026-03-14",
     "2026-05-14", "youth-ministry", "youth-bihar", "session-youth-1", (9, 22)),
    ("open-data-youth", "Open the data behind the youth policy", "PLEDGE", "KEPT", "2026-04-25", "2026-07",
     "youth-ministry youth-coders", "pira-institute", "session-youth-2", (17, 22)),
    ("police-course", "Human rights in every police course", "POLICY", "KEPT", "2023-01", "2024-12",
     "interior",
     "rights-commission lantern-monitor", None, (2, 19)),
    ("contracts-online", "Put public contracts online", "STATEMENT", "WITHDRAWN", "2024-05", "2025-05",
     "integrity", "budget-roon", None, (17,)),
    ("grazing-truce", "No new fences on the grazing land until the maps are drawn", "AGREEMENT",
     "IN_PROGRESS", "2026-05-11", "2026-11-01", "zakho-council elders-zakho", "alder-mediation",
     "session-land-1", (5, 10)),
    ("core-funding", "Five years of core funding for youth networks", "STATEMENT", "IN_PROGRESS", "2022-11",
     "2027/..", "tirazh-fund", "youth-bihar youth-green", None, (6, 8, 22)),
)  # fmt: skip

_WORDS = {
    "detention-figures": "At the end of each quarter the ministry will publish how many people are held before their "
    "trial, where, for how long, and on what charge.",
    "arrest-register": "Every station will keep one register in which each arrest is entered with its hour, and the "
    "commission may read it at any time.",
}

COMMITMENTS = [
    Entry(
        "Commitment",
        f"commitment-{key}",
        {"title": title, "kind": kind, "status": status, "made": made}
        | ({"due": due} if due else {})
        | ({"text": _WORDS[key]} if key in _WORDS else {}),
        {
            "makers": makers.split(),
            "addressees": addressees.split(),
            "areas": areas(*numbers),
            **({"origin": [origin]} if origin else {}),
        },
        marking={"grazing-truce": "AMBER", "core-funding": "GREEN"}.get(key, "CLEAR"),
        owner={"grazing-truce": "alder-mediation", "core-funding": "tirazh-fund"}.get(key),
        shared=["elders-zakho"] if key == "grazing-truce" else [],
    )
    for key, title, kind, status, made, due, makers, addressees, origin, numbers in _COMMITMENTS
]

_MILESTONES: tuple[tuple[str, str, str, str], ...] = (
    # commitment, title, due, status
    ("arrest-register", "Form of the register agreed", "2025-08", "KEPT"),
    ("arrest-register", "Register in use in Erbil", "2025-10", "KEPT"),
    ("arrest-register", "Register in use everywhere", "2025-12", "IN_PROGRESS"),
    ("legal-aid-line", "Cost reckoned", "2026-03", "KEPT"),
    ("legal-aid-line", "In the draft budget", "2026-10", "NOT_STARTED"),
    ("shelter-duhok", "Building found", "2026-04", "KEPT"),
    ("shelter-duhok", "Staff trained", "2027-02", "NOT_STARTED"),
    ("shelter-halabja", "Building found", "2026-01", "NOT_STARTED"),
    ("disability-bill", "First draft published", "2026-02", "KEPT"),
    ("disability-bill", "First reading", "2026-11", "NOT_STARTED"),
    ("youth-seats", "Draft regulation", "2026-05", "IN_PROGRESS"),
    ("grazing-truce", "Maps drawn", "2026-10", "IN_PROGRESS"),
    ("detention-figures", "Form of the figures agreed with the commission", "2025-10", "KEPT"),
    ("detention-figures", "First bulletin", "2026-01", "KEPT"),
)

MILESTONES = [
    Entry(
        "Milestone",
        f"milestone-{commitment}-{number}",
        {"title": title, "due": due, "status": status},
        {"commitment": [f"commitment-{commitment}"]},
    )
    for number, (commitment, title, due, status) in enumerate(_MILESTONES, 1)
]

_REPORTS: tuple[tuple[str, str, str, str], ...] = (
    # commitment, text, date, reported by
    ("arrest-register", "In use in Erbil and Koya; other districts wait for forms.", "2026-01-20",
     "interior"),
    ("arrest-register", "Seen in four of nine stations visited; hours are missing in two.", "2026-03-02",
     "court-watch"),
    ("detention-figures", "Figures of the last quarter of 2025 are published.", "2026-01-28", "justice"),
    ("legal-aid-line", "The cost is reckoned and with the committee for finance.", "2026-04-11", "justice"),
    ("shelter-duhok", "A building is found and paid for a year.", "2026-04-30", "labour"),
    ("shelter-halabja", "Nothing has begun that we could see.", "2026-07-05", "women-hanar"),
    ("disability-bill", "A first draft is public and open to comments.", "2026-02-25", "parliament"),
    ("youth-answers", "No written answer has come.", "2026-06-01", "youth-bihar"),
    ("police-course", "All three academies teach it.", "2024-12-15", "interior"),
    ("grazing-truce", "Both sides hold to it; one fence was taken down.", "2026-08-19", "alder-mediation"),
)  # fmt: skip

PROGRESS_REPORTS = [
    Entry(
        "ProgressReport",
        f"report-{commitment}-{number}",
        {"text": text, "date": day},
        {"commitment": [f"commitment-{commitment}"], "reportedBy": [reporter]},
    )
    for number, (commitment, text, day, reporter) in enumerate(_REPORTS, 1)
]

_EVIDENCE: tuple[tuple[str, str, str, str], ...] = (
    # what it proves, title, kind, date
    (
        "commitment-detention-figures",
        "Bulletin of figures, fourth quarter of 2025",
        "STATISTIC",
        "2026-01-28",
    ),
    ("commitment-detention-figures", "Bulletin of figures, first quarter of 2026", "STATISTIC", "2026-04-27"),
    ("commitment-legal-aid-roster", "Roster of lawyers on duty", "DOCUMENT", "2026-09-03"),
    ("commitment-legal-aid-roster", "Visit to the court of Koya", "OBSERVATION", "2026-09-16"),
    ("commitment-open-data-youth", "Data set of the two hearings", "DOCUMENT", "2026-07-09"),
    ("commitment-police-course", "Timetables of the three academies", "DOCUMENT", "2024-12"),
    ("milestone-arrest-register-2", "Photograph of the register in Erbil", "PHOTOGRAPH", "2025-11-02"),
    ("report-arrest-register-2", "Notes of nine station visits", "OBSERVATION", "2026-02"),
    ("milestone-disability-bill-9", "Draft of the bill", "LEGAL_TEXT", "2026-02-25"),
    ("report-shelter-duhok-5", "Contract of lease", "DOCUMENT", "2026-04-29"),
)

EVIDENCE = [
    Entry(
        "Evidence",
        f"evidence-{number}",
        {"title": title, "kind": kind, "date": day},
        {"proves": [proved]},
        marking="AMBER" if proved.startswith("report-arrest") else "CLEAR",
        owner="court-watch" if proved.startswith("report-arrest") else None,
    )
    for number, (proved, title, kind, day) in enumerate(_EVIDENCE, 1)
]
