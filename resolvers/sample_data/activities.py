"""The sample's activities, with one role per participant.

Nobody is active in Halabja or Kalar, nor on areas 12 and 25: gaps for a coordinator to find.
"""

from __future__ import annotations

from resolvers.sample_data.entries import Entry, areas, names

Roles = dict[str, str]

_ACTIVITIES: tuple[tuple[str, str, str, str, str, str, int | None, tuple[int, ...], str, Roles], ...] = (
    # key, name, kind, status, start, end, people reached, areas, places, {organization: role}
    ("police-rights", "Human rights in police training", "TRAINING", "COMPLETED", "2023-02", "2024-11", 640,
     (2, 19), "erbil-district koya",
     {"tirazh-fund": "FUNDER", "interior": "PARTNER", "lantern-monitor": "PROGRAMMING",
      "rights-commission": "IMPLEMENTER"}),
    ("detention-visits", "Visits to places of detention", "MONITORING", "ONGOING", "2022-06", "", 1900,
     (3, 14), "erbil-district sulaymaniyah-district",
     {"rights-commission": "IMPLEMENTER", "court-watch": "PARTNER", "lantern-monitor": "FUNDER"}),
    ("trial-observation", "Observation of trials of journalists", "MONITORING", "ONGOING", "2021-03",
     "", 74,
     (3, 14, 18), "erbil-district sulaymaniyah-district",
     {"court-watch": "IMPLEMENTER", "press-halgurd": "PARTNER", "lantern-monitor": "PROGRAMMING"}),
    ("mobile-legal-aid", "Mobile legal aid for displaced families", "LEGAL_AID", "ONGOING", "2024-01",
     "2026-12",
     3120, (4, 11, 16), "semel zakho",
     {"shelter-consortium": "PROGRAMMING", "lawyers-sirwan": "IMPLEMENTER", "tirazh-fund": "FUNDER"}),
    ("court-clerks", "Case management for courts of first instance", "TECHNICAL_SUPPORT", "ONGOING",
     "2025-01",
     "2027-01", None, (4, 18), "erbil-district duhok-district",
     {"judicial-council": "PARTNER", "justice": "PROGRAMMING", "tirazh-fund": "FUNDER",
      "pira-institute": "IMPLEMENTER"}),
    ("shelter-standards", "Minimum standards for women's shelters", "TECHNICAL_SUPPORT", "COMPLETED",
     "2023-05",
     "2024-05", 210, (11, 20), "sulaymaniyah-district erbil-district",
     {"labour": "PARTNER", "women-hanar": "IMPLEMENTER", "violence-directorate": "PARTNER",
      "tirazh-fund": "FUNDER"}),
    ("hotline", "Hotline against domestic violence", "PSYCHOSOCIAL_SUPPORT", "ONGOING", "2020", "", 11400,
     (11, 20), "sulaymaniyah-district", {"violence-directorate": "IMPLEMENTER", "women-hanar": "PARTNER"}),
    ("youth-parliament", "Youth hearings in parliament", "DIALOGUE", "ONGOING", "2024-09", "2026-09", 480,
     (9, 13, 22), "erbil-district",
     {"parliament": "PARTNER", "youth-debate": "IMPLEMENTER", "youth-ministry": "PARTNER",
      "tirazh-fund": "FUNDER"}),
    ("debate-league", "Regional debate league", "AWARENESS", "ONGOING", "2022", "", 2600, (2, 9, 22),
     "erbil-district sulaymaniyah-district duhok-district",
     {"youth-debate": "IMPLEMENTER", "youth-bihar": "PARTNER", "youth-ministry": "FUNDER"}),
    ("river-volunteers", "Young volunteers for the Little Zab", "AWARENESS", "COMPLETED", "2023-03",
     "2023-10",
     350, (8, 22), "rania", {"youth-green": "IMPLEMENTER", "tirazh-fund": "FUNDER"}),
    ("budget-portal", "Open budget portal", "TECHNICAL_SUPPORT", "ONGOING", "2024-04", "2026-06",
     None, (17, 24),
     "sulaymaniyah-district",
     {"budget-roon": "PROGRAMMING", "youth-coders": "IMPLEMENTER", "integrity": "PARTNER"}),
    ("contracts-watch", "Watch on public contracts", "RESEARCH", "ONGOING", "2025-02", "", None, (3, 17),
     "erbil-district chamchamal",
     {"budget-roon": "IMPLEMENTER", "press-halgurd": "PARTNER", "pira-institute": "PARTNER"}),
    ("integrity-schools", "Integrity lessons in schools", "AWARENESS", "PLANNED", "2027-01", "2027-12",
     None,
     (2, 17), "koya shaqlawa", {"integrity": "PROGRAMMING", "youth-debate": "IMPLEMENTER"}),
    ("minority-voters", "Voter information in minority languages", "AWARENESS", "COMPLETED", "2024-06",
     "2024-10", 8700, (9, 15, 20), "semel duhok-district",
     {"minorities-laleng": "IMPLEMENTER", "youth-bihar": "PARTNER", "tirazh-fund": "FUNDER"}),
    ("land-disputes", "Conciliation of land disputes", "DIALOGUE", "ONGOING", "2023-09", "", 64, (5, 10),
     "zakho amedi",
     {"elders-zakho": "IMPLEMENTER", "alder-mediation": "PROGRAMMING", "zakho-council": "PARTNER"}),
    ("mediators-training", "Training of local mediators", "TRAINING", "COMPLETED", "2022-10", "2023-04", 48,
     (2, 5, 10), "duhok-district",
     {"alder-mediation": "IMPLEMENTER", "elders-zakho": "PARTNER", "minorities-laleng": "PARTNER"}),
    ("return-dialogue", "Dialogue on return to Makhmur villages", "DIALOGUE", "SUSPENDED", "2024-02",
     "2025-12",
     140, (10, 16), "makhmur", {"alder-mediation": "PROGRAMMING", "shelter-consortium": "IMPLEMENTER"}),
    ("winter-relief", "Winter relief for camps", "HUMANITARIAN_RESPONSE", "COMPLETED", "2025-11", "2026-03",
     18300, (16,), "semel zakho",
     {"shelter-consortium": "IMPLEMENTER", "zakho-council": "PARTNER", "labour": "PARTNER"}),
    ("ramps", "Ramps for public buildings", "ADVOCACY", "ONGOING", "2025-03", "", None, (7, 15, 20),
     "erbil-district", {"disability-dest": "IMPLEMENTER", "women-hanar": "PARTNER"}),
    ("disability-law", "Drafting group for a disability law", "ADVOCACY", "ONGOING", "2025-05",
     "2027-05", None,
     (13, 20, 26), "erbil-district",
     {"disability-dest": "PROGRAMMING", "parliament": "PARTNER", "pira-institute": "IMPLEMENTER"}),
    ("press-law", "Campaign for a press law", "ADVOCACY", "ONGOING", "2024-01", "", None, (7, 26),
     "sulaymaniyah-district", {"press-halgurd": "IMPLEMENTER", "media-house": "PARTNER"}),
    ("radio-rights", "Rights on the radio", "AWARENESS", "ONGOING", "2023", "", 90000, (2, 9),
     "koya shaqlawa", {"media-house": "IMPLEMENTER", "women-hanar": "PARTNER", "tirazh-fund": "FUNDER"}),
    ("small-grants", "Small grants for local groups", "FUNDING", "ONGOING", "2021", "2027", 31, (6, 8),
     "erbil-district rania zakho",
     {"tirazh-fund": "FUNDER", "youth-green": "PARTNER", "elders-zakho": "PARTNER"}),
    ("commitment-tracker", "Tracker of international recommendations", "MONITORING", "ONGOING",
     "2025-06", "",
     None, (21, 24), "erbil-district",
     {"rights-commission": "PROGRAMMING", "lantern-monitor": "PARTNER", "pira-institute": "IMPLEMENTER"}),
    ("coordination-table", "Coordination table of rights organizations", "DIALOGUE", "ONGOING",
     "2022-01", "",
     None, (1, 6), "erbil-district",
     {"lantern-monitor": "PROGRAMMING", "tirazh-fund": "PARTNER", "rights-commission": "PARTNER",
      "alder-mediation": "PARTNER"}),
    ("reform-survey", "Survey on announced reforms", "RESEARCH", "COMPLETED", "2024-03", "2024-08", 2200,
     (24, 26), "erbil-district sulaymaniyah-district duhok-district",
     {"pira-institute": "IMPLEMENTER", "tirazh-fund": "FUNDER"}),
    ("policy-lab", "Policy laboratory for civil society", "TRAINING", "ONGOING", "2025-09", "2026-12", 56,
     (8, 13, 23), "sulaymaniyah-district",
     {"pira-institute": "IMPLEMENTER", "disability-dest": "PARTNER", "budget-roon": "PARTNER"}),
    ("child-lawyers", "Lawyers for children in court", "LEGAL_AID", "PLANNED", "2027-02", "2028-02", None,
     (11, 18), "rania", {"lawyers-sirwan": "IMPLEMENTER", "justice": "PARTNER"}),
    ("witness-protection", "Safe passage for witnesses", "PROTECTION", "ONGOING", "2025-04", "", 3,
     (11, 18),
     "sulaymaniyah-district", {"lawyers-sirwan": "IMPLEMENTER", "lantern-monitor": "PARTNER"}),
    ("back-channel", "Quiet talks on a teachers' strike", "DIALOGUE", "ONGOING", "2026-02", "",
     None, (5, 10),
     "sulaymaniyah-district", {"alder-mediation": "IMPLEMENTER", "parliament": "PARTNER"}),
)  # fmt: skip

_NAMES: dict[str, tuple[str, str, str]] = {
    "police-rights": ("مافی مرۆڤ لە ڕاهێنانی پۆلیسدا", "Mafên mirov di perwerdeya polîsan de",
                      "حقوق الإنسان في تدريب الشرطة"),
    "detention-visits": ("سەردانی شوێنەکانی گرتن", "Serdana cihên girtinê", "زيارات أماكن الاحتجاز"),
    "mobile-legal-aid": ("یارمەتیی یاسایی گەڕۆک بۆ ئاوارەکان", "Alîkariya yasayî ya gerok ji bo koçberan",
                         "مساعدة قانونية متنقلة للنازحين"),
    "shelter-standards": ("کەمترین پێوەر بۆ شەڵتەرەکانی ژنان", "Standardên sitargehên jinan",
                          "المعايير الدنيا لملاجئ النساء"),
    "youth-parliament": ("گوێگرتن لە گەنجان لە پەرلەمان", "Guhdana ciwanan di parlamentoyê de",
                         "جلسات استماع للشباب في البرلمان"),
    "budget-portal": ("دەروازەی بودجەی کراوە", "Portala budçeya vekirî", "بوابة الموازنة المفتوحة"),
    "land-disputes": ("ئاشتەوایی لە کێشەی زەویدا", "Lihevhatin di nakokiyên axê de",
                      "المصالحة في نزاعات الأراضي"),
    "commitment-tracker": ("بەدواداچوونی ڕاسپاردە نێودەوڵەتییەکان", "Şopandina pêşniyarên navneteweyî",
                           "متابعة التوصيات الدولية"),
}  # fmt: skip

_MARKINGS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    # key: marking, owner, shared with
    "coordination-table": ("GREEN", "lantern-monitor", ()),
    "small-grants": ("GREEN", "tirazh-fund", ()),
    "return-dialogue": ("AMBER", "alder-mediation", ("shelter-consortium",)),
    "witness-protection": ("AMBER", "lawyers-sirwan", ("lantern-monitor",)),
    "back-channel": ("AMBER_STRICT", "alder-mediation", ()),
}

ACTIVITIES = [
    Entry(
        "Activity",
        f"activity-{key}",
        {
            "name": names(name, *_NAMES.get(key, ())),
            "kind": kind,
            "status": status,
            "start": start,
            **({"end": end} if end else {}),
            **({"peopleReached": reached} if reached is not None else {}),
        },
        {"areas": areas(*numbers), "places": places.split()},
        marking=_MARKINGS[key][0] if key in _MARKINGS else "CLEAR",
        owner=_MARKINGS[key][1] if key in _MARKINGS else next(iter(roles)),
        shared=_MARKINGS[key][2] if key in _MARKINGS else (),
        compartments=["mediation"] if key == "back-channel" else [],
    )
    for key, name, kind, status, start, end, reached, numbers, places, roles in _ACTIVITIES
]

ROLES = [
    Entry(
        "ActivityRole",
        f"role-{activity[0]}-{organization}",
        {"role": role},
        {"activity": [f"activity-{activity[0]}"], "organization": [organization]},
    )
    for activity in _ACTIVITIES
    for organization, role in activity[-1].items()
]
