"""Who asks. Anonymous is a viewer too; the system is the operator at the command line, who sees all."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from auth.permissions import ADMINISTRATIVE, ANONYMOUS_READS, ROLES, Permission
from auth.protection import user_token


@dataclass(frozen=True)
class Viewer:
    """A user with what he holds.

    What he holds is looked up when he signs in and kept; every statement that is sent for him tells whether it is
    still so (`graph/holdings.py`), so that what is given to him or taken from him is in force for the next request.
    """

    user: str | None = None
    organizations: frozenset[str] = frozenset()
    compartments: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    sees_all: bool = False
    rooms: frozenset[str] = field(default=frozenset())
    """Sessions whose room he was in (the Chatham House rule)."""
    account: str | None = None
    """Id of his account; None: anonymous, the system, or a viewer made by a program."""
    credential: str = ""
    """Id of the sign-in or API key that he came with."""
    stamp: int = 0
    """Of his account when this was looked up: it counts every change of what he holds."""
    allowed: frozenset[Permission] | None = None
    """What his API key may do at most; None: he came with no key, and nothing is taken from his roles."""
    proven: frozenset[str] | None = None
    """By which means he signed in; None: by an API key."""

    @cached_property
    def _tokens(self) -> frozenset[str]:
        if self.user is None:
            return frozenset()
        return frozenset(
            {
                "members",
                user_token(self.user),
                *(f"org:{one}" for one in self.organizations),
                *(f"compartment:{one}" for one in self.compartments),
                *(f"room:{one}" for one in self.rooms),
                *(f"may:{one}" for one in self.permissions & ADMINISTRATIVE),
            }
        )

    @property
    def by_key(self) -> bool:
        """Whether he came with an API key."""
        return self.allowed is not None

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
        return found if self.allowed is None else found & self.allowed


ANONYMOUS = Viewer()
SYSTEM = Viewer(user="system", roles=frozenset({"steward"}), sees_all=True)
