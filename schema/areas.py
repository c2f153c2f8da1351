"""The 26 areas of cooperation, by which everything is tagged; their seed is `graph/areas.py`."""

from schema.declarations import Linked, incoming, many, names, record, stored
from schema.localization import locale_of
from schema.records import Record
from schema.scalars import Locale


@record(default_order="number")
class CooperationArea(Record):
    """One of the mission's 26 areas of cooperation."""

    number: int = stored("Its number in the mission, 1 to 26.", order=True)
    code: str = stored("A short name that never changes, such as `engaging-youth`.", order=True)
    name: str = names()
    name_locale: Locale | None = locale_of("name")
    description: str | None = stored("What belongs to the area.")
    stakeholders: Linked = many(incoming("WORKS_ON", "Stakeholder"), description="Who names it as a field of work.")
    activities: Linked = many(incoming("ACTIVITY_ON", "Activity"))
    dialogue_processes: Linked = many(incoming("DIALOGUE_ON", "DialogueProcess"))
    recommendations: Linked = many(incoming("RECOMMENDATION_ON", "Recommendation"))
    commitments: Linked = many(incoming("COMMITMENT_ON", "Commitment"))
