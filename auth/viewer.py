"""Who asks. Anonymous is a viewer too; the system is the operator at the command line, who sees all."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from auth.permissions import ADMINISTRATIVE, ANONYMOUS_READS, ROLES, Permission


@dataclass(frozen=True)
class Viewer:
    """A user with what he holds; resolved per request, so that what is taken from him is gone at once."""

    user: str | None = None
    organizations: frozenset[str] = frozenset()
    compartments: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    sees_all: bool = False
    rooms: frozenset[str] = field(default=frozenset())
    """Sessions whose room he was in (the Chatham House rule)."""

    @cached_property
    def _tokens(self) -> frozenset[str]:
        if self.user is None:
            return frozenset()
        return frozenset(
            {
                "members",
                f"user:{self.user}",
                *(f"org:{one}" for one in self.organizations),
                *(f"compartment:{one}" for one in self.compartments),
                *(f"room:{one}" for one in self.rooms),
                *(f"may:{one}" for one in self.permissions & ADMINISTRATIVE),
            }
        )

    def tokens(self) -> frozenset[str]:
        """What he holds: a record is seen if every clause of its protection has one of these."""
        return self._tokens

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        if self.sees_all:
            return frozenset(Permission)
        found = ANONYMOUS_READS
        for role in self.roles:
            found |= ROLES.get(role, frozenset())
        return found


ANONYMOUS = Viewer()
SYSTEM = Viewer(user="system", roles=frozenset({"steward"}), sees_all=True)
