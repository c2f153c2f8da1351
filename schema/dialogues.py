"""Dialogues: processes, their sessions, who takes part in which capacity, and what is on the agenda.

Sessions and participations follow iCalendar (RFC 5545) and iTIP (RFC 5546): a session is a VEVENT, a
participation an ATTENDEE.
"""

import enum

import strawberry

from auth.permissions import Permission
from graph.conflicts import SESSION_CONFLICTS
from schema.declarations import (
    Linked,
    bound_record,
    confidential,
    fragment,
    incoming,
    many,
    names,
    one,
    outgoing,
    record,
    stored,
)
from schema.localization import locale_of
from schema.records import Record
from schema.scalars import FuzzyDate, Locale, ZonedMoment


@strawberry.enum(description="What sort of dialogue a process is.")
class DialogueKind(enum.Enum):
    CONSULTATION = "CONSULTATION"
    GOVERNMENT_CIVIL_SOCIETY = "GOVERNMENT_CIVIL_SOCIETY"
    COORDINATION_GROUP = "COORDINATION_GROUP"
    MEDIATION_TRACK = "MEDIATION_TRACK"
    OTHER = "OTHER"


@strawberry.enum(description="Whether a session takes place (iCalendar STATUS, RFC 5545 3.8.1.11).")
class SessionStatus(enum.Enum):
    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@strawberry.enum(description="The capacity in which somebody takes part (iCalendar ROLE, RFC 5545 3.2.16).")
class Capacity(enum.Enum):
    CHAIR = "CHAIR"
    REQ_PARTICIPANT = "REQ_PARTICIPANT"
    OPT_PARTICIPANT = "OPT_PARTICIPANT"
    NON_PARTICIPANT = "NON_PARTICIPANT"


@strawberry.enum(description="The answer to an invitation (iCalendar PARTSTAT, RFC 5545 3.2.12).")
class ParticipationStatus(enum.Enum):
    NEEDS_ACTION = "NEEDS_ACTION"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    TENTATIVE = "TENTATIVE"
    DELEGATED = "DELEGATED"


@strawberry.type
class SessionConflictEdge:
    session: Linked = bound_record("other_session", "DialogueSession", "The other session at that time.")
    participation: Linked = bound_record("participation", "Participation", "The participant's place in it.")


@record(default_order="name")
class DialogueProcess(Record):
    """A series of meetings with one purpose: consultation, government-civil-society dialogue, coordination group, mediation track."""  # noqa: E501

    name: str = names()
    name_locale: Locale | None = locale_of("name")
    kind: DialogueKind = stored(order=True, default=DialogueKind.OTHER)
    description: str | None = stored()
    start: FuzzyDate | None = stored(order=True)
    end: FuzzyDate | None = stored(order=True)
    mediator_notes: str | None = confidential("A mediator's private notes.", permission=Permission.NOTES_READ)
    areas: Linked = many(outgoing("DIALOGUE_ON", "CooperationArea"), writable=True)
    convener: Linked = one(outgoing("CONVENED_BY", "Stakeholder"), description="Who calls its sessions.")
    sessions: Linked = many(incoming("SESSION_OF", "DialogueSession"))


@record(default_order="start")
class DialogueSession(Record):
    """One meeting of a dialogue process (iCalendar VEVENT)."""

    name: str = names()
    name_locale: Locale | None = locale_of("name")
    status: SessionStatus = stored(order=True, default=SessionStatus.TENTATIVE)
    start: ZonedMoment | None = stored("Null: not yet fixed.", order=True)
    end: ZonedMoment | None = stored("The moment from which it is over.", order=True)
    venue: str | None = stored("Where it is held, in words.")
    link: str | None = stored("Where it is joined online.")
    languages: list[str] = stored("Languages spoken or interpreted, BCP 47.", default=())
    chatham_house: bool = stored(
        "Whether the Chatham House rule holds: what is said may be told, neither who said it nor who was there. "
        "Participations, and commitments that name it as their origin, are then for those in the room.",
        default=False,
    )
    process: Linked = one(outgoing("SESSION_OF", "DialogueProcess"), hangs=True)
    place: Linked = one(outgoing("HELD_IN", "Place"), description="The place in which the venue is.")
    participations: Linked = many(incoming("PARTICIPATION_IN", "Participation"))
    agenda: Linked = many(incoming("AGENDA_OF", "AgendaItem"))
    commitments: Linked = many(incoming("ORIGINATED_IN", "Commitment"), description="Commitments made in it.")
    conflicts: Linked = fragment(
        SESSION_CONFLICTS,
        edge="SessionConflictEdge",
        description=(
            "Who of its participants has a place in another session that overlaps in time. Declined and "
            "delegated places and cancelled sessions do not count."
        ),
    )


@record(default_order="capacity")
class Participation(Record):
    """Somebody's place in a session (iTIP ATTENDEE)."""

    capacity: Capacity = stored(order=True, default=Capacity.REQ_PARTICIPANT)
    partstat: ParticipationStatus = stored(order=True, default=ParticipationStatus.NEEDS_ACTION)
    attended: bool | None = stored("Whether the participant came; null: not recorded.")
    session: Linked = one(outgoing("PARTICIPATION_IN", "DialogueSession"), required=True, hangs=True, room=True)
    participant: Linked = one(outgoing("PARTICIPANT", "Stakeholder"), required=True, hangs=True)
    on_behalf_of: Linked = one(
        outgoing("PARTICIPATES_FOR", "Stakeholder"),
        hangs=True,
        description="Whom the participant represents.",
    )
    delegated_to: Linked = one(
        outgoing("DELEGATED_TO", "Stakeholder"), description="Who comes instead (iCalendar DELEGATED-TO)."
    )


@record(default_order="position")
class AgendaItem(Record):
    """One point of a session's agenda."""

    position: int = stored("Its place on the agenda, from 1.", order=True)
    title: str = stored(order=True)
    minutes: int | None = stored("How long it is planned to take.")
    session: Linked = one(outgoing("AGENDA_OF", "DialogueSession"), required=True, hangs=True)
    presented_by: Linked = one(
        outgoing("PRESENTED_BY", "Participation"), description="The participation of whoever introduces it."
    )
    presenter: Linked = one(
        outgoing("PRESENTED_BY", "Participation"),
        outgoing("PARTICIPANT", "Stakeholder"),
        description="Who introduces it.",
    )
