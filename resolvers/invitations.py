"""Invitations: whoever has the link sets the password of an account, once, until it expires."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from auth.refresh_tokens import hashed
from graph.edits import Enact
from graph.kinds import utc_text
from graph.secrets import INVITE, TWO_PEOPLE

HOURS = 72
"""How long an invitation is good for, where nobody says."""
MOST_HOURS = 24 * 30
PAGE = "/sign-in#invitation="


@dataclass(frozen=True)
class Invitation:
    """Shown once; what is kept is its hash."""

    token: str
    until: str

    def enact(self, account: str) -> Enact:
        """The edit that invites: earlier sign-ins end, the second factor stays."""
        given = {"invitation": hashed(self.token), "until": self.until}
        told = {"token": self.token, "until": self.until, "page": self.page}
        return Enact("Account", account, "inviteAccount", INVITE, given, told=told, undone=TWO_PEOPLE)

    @property
    def page(self) -> str:
        """Where a browser takes it. The token is in the fragment, which is sent to no server and into no log."""
        return f"{PAGE}{self.token}"


def invitation(hours: float = HOURS) -> Invitation:
    return Invitation(secrets.token_urlsafe(32), utc_text(datetime.now(UTC) + timedelta(hours=hours)))
