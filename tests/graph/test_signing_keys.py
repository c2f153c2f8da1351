"""The ring of signing keys: made once, rotated so that no token fails, wrapped, deleted when nothing needs a key."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest

from auth.tokens import MINUTES, Claims, KeyUnknown, TokenRefused, Tokens
from auth.wrapping import Wrapping
from graph import signing_keys
from graph.signing_keys import PURPOSE, SLACK, SigningKeys
from resolvers.identities import Identities

SECRET = "a secret of the tests, long enough to be one"
OTHER = "another secret of the tests, long enough too"
ROJIN = Claims("account-of-rojin", "sign-in-of-rojin")


class Clock:
    def __init__(self) -> None:
        self.at = 1_800_000_000.0

    def __call__(self) -> float:
        return self.at


class Process:
    """One process of the service: its ring and the tokens by it."""

    def __init__(self, database: Any, clock: Clock, secret: str = SECRET, old: str | None = None) -> None:
        self.keys = SigningKeys(database, Wrapping(PURPOSE, secret, old), now=clock)
        self.tokens = Tokens(self.keys.ring, now=clock)

    def knows(self, token: str) -> bool:
        return self.keys.ring.key(jwt.get_unverified_header(token)["kid"]) is not None


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def process(empty_graph, run, clock) -> Process:
    found = Process(empty_graph, clock)
    run(found.keys.refresh())
    return found


def signer(process: Process) -> str:
    key = process.keys.ring.signing
    assert key is not None
    return key.id


def test_processes_that_start_at_once_make_one_key(empty_graph, run, clock):
    processes = [Process(empty_graph, clock) for _ in range(6)]

    async def start() -> None:
        await asyncio.gather(*(each.keys.refresh() for each in processes))

    run(start())
    assert len({signer(each) for each in processes}) == 1
    assert len(run(processes[0].keys.published())) == 1


def test_a_new_key_signs_when_every_process_can_know_it(empty_graph, run, clock, process):
    other = Process(empty_graph, clock)
    run(other.keys.refresh())
    first = signer(process)
    made = run(process.keys.rotate())
    for each in (process, other):
        run(each.keys.refresh())
        assert signer(each) == first
    clock.at += signing_keys.LEAD
    assert signer(process) == signer(other) == made.id


def test_a_token_of_the_old_key_is_good_until_it_expires_and_then_the_key_is_deleted(run, clock, process):
    first = signer(process)
    run(process.keys.rotate())
    run(process.keys.refresh())
    clock.at += signing_keys.LEAD - 1
    late = process.tokens.issue(ROJIN)
    clock.at += 1
    assert signer(process) != first
    for at in (0.0, MINUTES * 60 - 2):
        clock.at += at
        run(process.keys.refresh())
        assert process.knows(late)
    clock.at += SLACK + 3
    run(process.keys.refresh())
    run(process.keys.refresh())
    assert [each.id for each in run(process.keys.published())] == [signer(process)]
    assert not process.knows(late)


def test_a_key_is_kept_for_a_long_token(empty_graph, run, clock, process):
    key = run(process.keys.signing())
    until = clock.at + 86_400

    async def keep(tx: Any) -> bool:
        return await process.keys.keep(tx, key, datetime.fromtimestamp(until, UTC))

    assert run(empty_graph.write(keep))[0]
    token = process.tokens.issue(ROJIN, 24 * 60, key)
    run(process.keys.rotate())
    clock.at = until - 1
    run(process.keys.refresh())
    assert process.knows(token)
    clock.at = until + SLACK + 1
    run(process.keys.refresh())
    assert len(run(process.keys.published())) == 1


def test_a_key_that_is_gone_is_kept_for_nothing(empty_graph, run, process):
    key = run(process.keys.signing())
    run(process.keys.rotate(at_once=True))

    async def keep(tx: Any) -> bool:
        return await process.keys.keep(tx, key, datetime.now(UTC))

    assert not run(empty_graph.write(keep))[0]


def test_a_leaked_key_is_ended_at_once(run, clock, process):
    token = process.tokens.issue(ROJIN)
    made = run(process.keys.rotate(at_once=True))
    run(process.keys.refresh())
    assert signer(process) == made.id
    with pytest.raises(KeyUnknown):
        process.tokens.verify(token)


def test_the_graph_holds_no_key_that_signs(empty_graph, run, process):
    key = run(process.keys.signing())
    raw = key.private.private_bytes_raw()
    kept = str(run(empty_graph.rows("MATCH (k:SigningKey) RETURN properties(k)")))
    assert raw.hex() not in kept
    assert Wrapping(PURPOSE, OTHER).unwrap(key.id, "", "") is None


def test_a_key_that_was_put_into_the_graph_without_the_secret_is_not_taken(empty_graph, run, clock, process):
    forger = Process(empty_graph, clock, OTHER)
    run(forger.keys.refresh())
    forged = forger.tokens.issue(ROJIN)
    mine = Wrapping(PURPOSE, SECRET).ours
    run(empty_graph.rows("MATCH (k:SigningKey) SET k.wrapper = $mine", {"mine": mine}, write=True))
    run(process.keys.refresh())
    with pytest.raises(TokenRefused):
        process.tokens.verify(forged)


def test_keys_swapped_in_the_graph_open_as_nothing(empty_graph, run, clock, process):
    run(process.keys.rotate())
    swap = "MATCH (a:SigningKey), (b:SigningKey) WHERE a.id < b.id SET a.wrapped = b.wrapped"
    run(empty_graph.rows(swap, write=True))
    fresh = Process(empty_graph, clock)
    opened = [each for each in run(fresh.keys.published()) if each.key is not None]
    assert len(opened) == 1


def test_the_secret_is_changed_while_both_are_known(empty_graph, run, clock, process):
    """Both secrets everywhere, then a rotation, then the new one alone: the same tokens are good all along."""
    token = process.tokens.issue(ROJIN)
    prepared = Process(empty_graph, clock, SECRET, OTHER)
    changed = Process(empty_graph, clock, OTHER, SECRET)
    for each in (prepared, changed):
        run(each.keys.refresh())
        assert each.knows(token)
    run(changed.keys.rotate())
    alone = Process(empty_graph, clock, OTHER)
    for each in (process, prepared, changed, alone):
        run(each.keys.refresh())
        assert each.knows(token)
    clock.at += signing_keys.LEAD
    assert signer(prepared) == signer(changed) == signer(alone)
    assert {each.wrapper for each in run(alone.keys.published())} == {Wrapping(PURPOSE, OTHER).ours}


def test_another_secret_ends_every_token_and_leaves_the_keys_of_the_first_alone(empty_graph, run, clock, process):
    token = process.tokens.issue(ROJIN)
    other = Process(empty_graph, clock, OTHER)
    run(other.keys.refresh())
    assert not other.knows(token)
    clock.at += 86_400
    run(other.keys.refresh())
    run(process.keys.refresh())
    assert process.knows(token)


def test_unknown_keys_are_looked_for_once_a_second_however_many_ask(empty_graph, run, clock, process, monkeypatch):
    reads = 0
    read = empty_graph.read

    async def counted(*given: Any, **more: Any) -> Any:
        nonlocal reads
        reads += 1
        return await read(*given, **more)

    async def storm() -> float:
        began = asyncio.get_running_loop().time()
        for _ in range(3):
            await asyncio.gather(*(process.keys.look() for _ in range(200)))
        return asyncio.get_running_loop().time() - began

    monkeypatch.setattr(signing_keys, "EVERY_SECONDS", 0.1)
    monkeypatch.setattr(empty_graph, "read", counted)
    assert run(storm()) >= 0.2
    assert reads == 3


def test_a_token_of_a_key_published_a_moment_ago_is_taken(empty_graph, run, clock, process):
    """Another process signs by a key that this one has not read: it looks, and takes it."""
    other = Process(empty_graph, clock)
    run(other.keys.rotate(at_once=True))
    run(other.keys.refresh())
    token = Tokens(other.keys.ring).issue(ROJIN)
    identities = Identities(empty_graph, Tokens(process.keys.ring, look=process.keys.look), keys=process.keys)
    with pytest.raises(TokenRefused, match="signed out"):  # the token is good; such an account there is not
        run(identities.viewer(token))
