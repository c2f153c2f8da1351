"""Iraq and the governorates and districts that the sample speaks of, with their p-codes.

Halabja became a governorate of its own in 2014; the data set of these p-codes knows it as a district.
"""

from __future__ import annotations

from resolvers.sample_data.entries import Entry, names

Locales = tuple[str, str, str, str]

_PLACES: tuple[tuple[str, str, str | None, str | None, Locales, tuple[float, float]], ...] = (
    # key, kind, p-code, part of, (en, ckb, kmr, ar), (latitude, longitude)
    ("iraq", "COUNTRY", "IQ", None, ("Iraq", "عێراق", "Iraq", "العراق"), (33.0, 44.0)),
    ("erbil", "GOVERNORATE", "IQ-G11", "iraq", ("Erbil", "هەولێر", "Hewlêr", "أربيل"), (36.3, 44.1)),
    ("duhok", "GOVERNORATE", "IQ-G08", "iraq", ("Duhok", "دهۆک", "Dihok", "دهوك"), (36.9, 43.2)),
    (
        "sulaymaniyah",
        "GOVERNORATE",
        "IQ-G05",
        "iraq",
        ("Sulaymaniyah", "سلێمانی", "Silêmanî", "السليمانية"),
        (35.5, 45.3),
    ),
    ("halabja", "GOVERNORATE", None, "iraq", ("Halabja", "هەڵەبجە", "Helebce", "حلبجة"), (35.2, 46.0)),
    (
        "erbil-district",
        "DISTRICT",
        "IQ11071",
        "erbil",
        ("Erbil District", "قەزای هەولێر", "Navçeya Hewlêrê", "قضاء أربيل"),
        (36.19, 44.01),
    ),
    ("koya", "DISTRICT", "IQ11080", "erbil", ("Koya", "کۆیە", "Koye", "كويسنجق"), (36.08, 44.63)),
    ("shaqlawa", "DISTRICT", "IQ11089", "erbil", ("Shaqlawa", "شەقڵاوە", "Şeqlawe", "شقلاوة"), (36.4, 44.32)),
    ("makhmur", "DISTRICT", "IQ11082", "erbil", ("Makhmur", "مەخموور", "Mexmûr", "مخمور"), (35.77, 43.58)),
    (
        "duhok-district",
        "DISTRICT",
        "IQ08069",
        "duhok",
        ("Duhok District", "قەزای دهۆک", "Navçeya Dihokê", "قضاء دهوك"),
        (36.87, 42.99),
    ),
    ("zakho", "DISTRICT", "IQ08102", "duhok", ("Zakho", "زاخۆ", "Zaxo", "زاخو"), (37.14, 42.69)),
    ("amedi", "DISTRICT", "IQ08058", "duhok", ("Amedi", "ئامێدی", "Amêdî", "العمادية"), (37.09, 43.49)),
    ("semel", "DISTRICT", "IQ08096", "duhok", ("Semel", "سێمێل", "Sêmêl", "سميل"), (36.86, 42.85)),
    (
        "sulaymaniyah-district",
        "DISTRICT",
        "IQ05095",
        "sulaymaniyah",
        ("Sulaymaniyah District", "قەزای سلێمانی", "Navçeya Silêmaniyê", "قضاء السليمانية"),
        (35.56, 45.43),
    ),
    ("rania", "DISTRICT", "IQ05087", "sulaymaniyah", ("Rania", "ڕانیە", "Ranye", "رانية"), (36.26, 44.88)),
    ("kalar", "DISTRICT", "IQ05075", "sulaymaniyah", ("Kalar", "کەلار", "Kelar", "كلار"), (34.63, 45.32)),
    (
        "chamchamal",
        "DISTRICT",
        "IQ05065",
        "sulaymaniyah",
        ("Chamchamal", "چەمچەماڵ", "Çemçemal", "جمجمال"),
        (35.53, 44.83),
    ),
    (
        "halabja-district",
        "DISTRICT",
        "IQ05073",
        "halabja",
        ("Halabja District", "قەزای هەڵەبجە", "Navçeya Helebceyê", "قضاء حلبجة"),
        (35.18, 45.99),
    ),
)

PLACES = [
    Entry(
        "Place",
        key,
        {
            "name": names(*locales),
            "kind": kind,
            "latitude": latitude,
            "longitude": longitude,
            **({"pCode": p_code} if p_code else {}),
        },
        {"partOf": [part_of]} if part_of else {},
        external_ids=[("pcode", p_code)] if p_code else [],
    )
    for key, kind, p_code, part_of, locales, (latitude, longitude) in _PLACES
]
