"""What each comparison of a filter means in Cypher, per kind of value.

`{e}` is the stored value, `{p}` the parameter.  None of them matches a missing value; the operator names are those of
the filter inputs in `schema/filters.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import LiteralString

Templates = Mapping[str, tuple[LiteralString, LiteralString]]
"""operator → (suffix of the property compared, template)."""

EQUAL: Templates = {"eq": ("", "{e} = {p}"), "in": ("", "{e} IN {p}")}


def ordered(suffix: LiteralString) -> Templates:
    return {
        "lt": (suffix, "{e} < {p}"),
        "lte": (suffix, "{e} <= {p}"),
        "gt": (suffix, "{e} > {p}"),
        "gte": (suffix, "{e} >= {p}"),
    }


TEXT: Templates = {
    **EQUAL,
    "contains": ("", "{e} CONTAINS {p}"),
    "startsWith": ("", "{e} STARTS WITH {p}"),
    "endsWith": ("", "{e} ENDS WITH {p}"),
}

COMPARISONS: Mapping[str, Templates] = {
    "text": TEXT,
    "names": TEXT,
    "id": EQUAL,
    "enum": EQUAL,
    "boolean": EQUAL,
    "integer": {**EQUAL, **ordered("")},
    "number": {**EQUAL, **ordered("")},
    "day": {**EQUAL, **ordered("")},
    "instant": ordered(""),
    "moment": ordered("utc"),
    "texts": {"has": ("", "{p} IN {e}"), "hasAny": ("", "any(item IN {e} WHERE item IN {p})")},
    "fuzzy date": {
        "before": ("latest", "{e} < {p}"),
        "after": ("earliest", "{e} > {p}"),
        "onOrBefore": ("latest", "{e} <= {p}"),
        "onOrAfter": ("earliest", "{e} >= {p}"),
    },
}
