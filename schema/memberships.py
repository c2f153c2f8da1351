"""Posts and memberships (Popolo): a role apart from its holder, and who held it, for whom and when."""

from schema.declarations import Linked, incoming, many, names, one, outgoing, record, stored
from schema.localization import locale_of
from schema.records import Record
from schema.scalars import FuzzyDate, Locale


@record(default_order="name")
class Post(Record):
    """A position in an organization that exists whoever holds it, such as a minister's (Popolo Post)."""

    name: str = names("What the post is called.")
    name_locale: Locale | None = locale_of("name")
    role: str | None = stored("The function that its holder fulfils.")
    organization: Linked = one(outgoing("POST_IN", "Stakeholder"), description="The organization in which it is held.")
    place: Linked = one(outgoing("POST_FOR", "Place"), description="The place that its holder answers for.")
    start: FuzzyDate | None = stored("When it was created.", order=True)
    end: FuzzyDate | None = stored("When it was abolished.", order=True)
    memberships: Linked = many(incoming("HOLDS_POST", "Membership"), description="Who has held it.")


@record(default_order="start")
class Membership(Record):
    """That somebody belongs, or belonged, to an organization (Popolo Membership)."""

    role: str | None = stored("The role held, such as `chair`; the post's where there is one.", order=True)
    start: FuzzyDate | None = stored(order=True)
    end: FuzzyDate | None = stored("Null while it lasts or is unknown.", order=True)
    member: Linked = one(
        outgoing("MEMBER", "Stakeholder"),
        required=True,
        hangs=True,
        description="The person or organization that belongs.",
    )
    organization: Linked = one(
        outgoing("MEMBER_OF", "Stakeholder"),
        required=True,
        hangs=True,
        description="What the member belongs to.",
    )
    post: Linked = one(outgoing("HOLDS_POST", "Post"), hangs=True, description="The post that is held by it.")
    on_behalf_of: Linked = one(
        outgoing("MEMBER_ON_BEHALF_OF", "Stakeholder"),
        description="Whom the member represents there, such as a party in a parliament.",
    )
