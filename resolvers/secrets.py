"""What holders do with what they sign in by: accept an invitation, change the password, set up the second factor.

Each is a change of the account in the ledger, made by its holder, that says what was done and holds none of it; the
operator's own ways to invite and to set a password stand at the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, LiteralString

from auth.passwords import PasswordUnfit
from auth.refresh_tokens import hashed
from auth.viewer import SYSTEM
from graph.database import Transaction
from graph.edits import ChangeHeader, EditRefused, Enact, Outcome
from graph.kinds import utc_text
from graph.secrets import (
    ACCEPT,
    ACCEPTED,
    BEGIN,
    BY_ID,
    BY_INVITATION,
    ENROL,
    ENROLLED,
    FACTORS,
    KEEP_FACTORS,
    SET_PASSWORD,
    Holder,
    done,
    holder,
)
from resolvers.accounts import account_id
from resolvers.invitations import HOURS, Invitation, invitation
from resolvers.sign_ins import RECENT, Session, SignInRefused, SignIns, refuse
from settings import OperatorError

if TYPE_CHECKING:
    from resolvers.execution import Executor

BY_OPERATOR = "system"


@dataclass
class Secrets:
    """Over one database."""

    executor: Executor
    sign_ins: SignIns

    async def accept(self, token: str, password: str) -> Holder:
        """Set the password by an invitation, which is used up. Raises `SignInRefused`."""
        now = utc_text(datetime.fromtimestamp(self.sign_ins.now(), UTC))
        invited = hashed(token)
        found = await holder(self.executor.database, BY_INVITATION, invited, now=now)
        if found is None or not found.active:
            raise gone()
        given = {"invitation": invited, "password": await self.hashed(password, found, "password")}
        if not await self.enacted(found, "acceptInvitation", ACCEPT, given, ACCEPTED, found.email):
            raise gone()
        return found

    async def change(self, session: Session, password: str, new: str) -> None:
        """The holder's own password; his other sign-ins end. Raises `SignInRefused`, `RateLimited`."""
        found = session.holder
        await self.sign_ins.throttle.own(found.id)
        right, _ = await self.sign_ins.passwords.verified(password, found.password)
        if not right:
            refuse()
        await self.sign_ins.throttle.own_right(found.id)
        given = {"password": await self.hashed(new, found, "newPassword"), "keep": session.credential}
        await self.enacted(found, "changePassword", SET_PASSWORD, given, ACCEPTED, found.email)

    async def begin(self, session: Session) -> tuple[str, str]:
        """A new key for the holder's device, and the URI to read it from; it counts once a code confirms it."""
        found = session.holder
        since = datetime.fromtimestamp(self.sign_ins.now(), UTC) - RECENT
        if session.created < utc_text(since):
            minutes = int(RECENT.total_seconds() // 60)
            raise SignInRefused(
                f"Sign in again: a second factor is set up within {minutes} minutes of signing in.",
                "SIGN_IN_AGAIN",
                403,
            )
        key, kept = self.sign_ins.factors.new(found.id)

        async def work(tx: Transaction) -> bool:
            return await done(tx, BEGIN, account=found.id, pending=kept)

        begun, _ = await self.executor.database.write(work)
        if not begun:
            raise SignInRefused(
                "There is a second factor already: somebody who administers accounts can remove it.", "CONFLICT", 409
            )
        return key, self.sign_ins.factors.uri(key, found.email)

    async def confirm(self, session: Session, code: str) -> list[str]:
        """The recovery codes, shown once; other sign-ins end. Raises `SignInRefused`, `RateLimited`."""
        found = session.holder
        pending = found.secret.get("pending")
        if pending is None:
            raise SignInRefused("Nothing is to be confirmed: begin first.", "CONFLICT", 409)
        await self.sign_ins.throttle.code(found.id, session.credential)
        step = self.sign_ins.factors.step(found.id, pending, code.replace(" ", ""))
        if step is None:
            raise SignInRefused(
                "The code is wrong: see that the device's clock is right.", "VALIDATION_FAILED", 422, ("code",)
            )
        codes, kept = self.sign_ins.factors.recovery_codes(found.id)
        given = {"pending": pending, "step": step, "recovery": kept, "keep": session.credential}
        if not await self.enacted(found, "enrolSecondFactor", ENROL, given, ENROLLED, found.email):
            raise SignInRefused("Nothing is to be confirmed: begin first.", "CONFLICT", 409)
        await self.sign_ins.throttle.code_right(found.id, session.credential)
        return codes

    async def hashed(self, password: str, found: Holder, name: str) -> str:
        try:
            return await self.sign_ins.passwords.hashed(password, found.own_words)
        except PasswordUnfit as unfit:
            raise SignInRefused(str(unfit), "VALIDATION_FAILED", 422, (name,)) from None

    async def enacted(
        self,
        found: Holder,
        operation: str,
        statement: LiteralString,
        given: Mapping[str, Any],
        confirmed: LiteralString,
        actor: str,
    ) -> bool:
        """Do it, with an entry in the ledger; False, and nothing is written, where `confirmed` finds it not done."""
        edit = Enact("Account", found.id, operation, statement, given)
        return await enacted(self.executor, edit, actor, confirmed)


class NotDone(Exception):
    """The statement of a change matched nothing: the change is rolled back."""


async def enacted(executor: Executor, edit: Enact, actor: str, confirmed: LiteralString | None = None) -> bool:
    """Raises `EditRefused` where there is no such account."""

    async def work(tx: Transaction) -> Outcome:
        outcome = await executor.ledger.apply(tx, ChangeHeader(actor, edit.operation), [edit], SYSTEM)
        if confirmed is not None and not await done(tx, confirmed, account=edit.id, given=dict(edit.given)):
            raise NotDone
        return outcome

    try:
        outcome, _ = await executor.database.write(work)
    except NotDone:
        return False
    executor.scopes.learn(outcome.scopes)
    return True


def gone() -> SignInRefused:
    """One answer for an invitation that never was, is used, has expired, or is of a closed account."""
    return SignInRefused("The invitation is not good any more: ask for a new one.", "INVITATION_GONE", path=("token",))


async def keep_factors_anew(secrets: Secrets) -> int:
    """Encrypt the keys of second factors with the secret of today; of how many no secret here reads the key."""
    database, factors = secrets.executor.database, secrets.sign_ins.factors
    found = [(account, was, factors.kept_anew(account, was)) for account, was in (await database.read(FACTORS, {}))[0]]
    rows = [list(one) for one in found if one[2] is not None]
    await database.rows(KEEP_FACTORS, {"rows": rows}, write=True)
    return len(found) - len(rows)


# The operator's own way to them


async def invite(executor: Executor, email: str, hours: float = HOURS) -> Invitation:
    """Raises `OperatorError`."""
    made = invitation(hours)
    await _enacted(executor, made.enact(await account_id(executor, email)))
    return made


async def set_password(secrets: Secrets, email: str, password: str) -> None:
    """Raises `OperatorError`."""
    found = await holder(secrets.executor.database, BY_ID, await account_id(secrets.executor, email))
    if found is None:
        raise OperatorError("The account is gone.", "`peyman user list` shows those that there are.")
    try:
        kept = await secrets.sign_ins.passwords.hashed(password, found.own_words)
    except PasswordUnfit as unfit:
        raise OperatorError(str(unfit), "Nothing was written.") from None
    await _enacted(secrets.executor, Enact("Account", found.id, "changePassword", SET_PASSWORD, {"password": kept}))


async def _enacted(executor: Executor, edit: Enact) -> None:
    try:
        await enacted(executor, edit, BY_OPERATOR)
    except EditRefused as error:
        raise OperatorError(str(error), "Nothing was written.") from None
