"""Which language a text in several languages was answered in."""

from collections.abc import Mapping
from typing import Any

from graph.kinds import NAMES, localized, part_name
from schema.declarations import computed
from schema.scalars import Locale


def locale_of(prop: str) -> Any:
    """The field that tells the locale in which `prop` is answered when asked with the same `locale`."""

    def compute(values: Mapping[str, Any], arguments: Mapping[str, Any]) -> str | None:
        by_locale = {part: values.get(part_name(prop, part)) for part in NAMES.parts}
        return localized(by_locale, arguments.get("locale"))[1]

    return computed(
        NAMES.properties(prop),
        compute,
        f"The language in which `{prop}` is answered for this `locale`; null: the text as it was entered.",
        locale=Locale | None,
    )
