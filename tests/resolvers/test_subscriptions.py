"""Progress of analyses over a real socket: what is told, to whom, and what ends it."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from app import create_app, identities_of
from auth.viewer import ANONYMOUS
from resolvers import analyses
from resolvers.accounts import change_account, make_account
from resolvers.sockets import CONNECTIONS, SUBSCRIPTIONS
from settings import Settings
from tests.fixtures_graph import executor_over
from tests.graph.writers import Desk
from tests.resolvers.sockets import serving, talking

ALL = "{ analysisProgress(of: COMMUNITIES) { stage share seconds stakeholders ties kept } }"
PROGRESS = f"subscription {ALL}"
QUERY = "{ communities { stakeholders ties total } }"


@pytest.fixture
def executor(empty_graph, run):
    return run(executor_over(empty_graph))


class Gate:
    """Holds reads of projections until it is opened."""

    def __init__(self, database: Any, monkeypatch: Any) -> None:
        self.reads = 0
        self.ended = asyncio.Event()
        self.open = asyncio.Event()
        self.held = asyncio.Event()
        read = database.read

        async def gated(statement: str, *given: Any, **more: Any) -> Any:
            if "collect([n.id, tied" in statement:
                self.reads += 1
                self.held.set()
                try:
                    await self.open.wait()
                except asyncio.CancelledError:
                    self.ended.set()
                    raise
            return await read(statement, *given, **more)

        monkeypatch.setattr(database, "read", gated)


@pytest.fixture
def gate(executor, monkeypatch):
    monkeypatch.setattr(analyses, "EVERY", 0.01)
    return Gate(executor.database, monkeypatch)


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path)


@pytest.fixture
def identities(settings, executor):
    return identities_of(settings, executor)


@pytest.fixture
def application(settings, executor, identities):
    return create_app(settings, executor, identities=identities)


@pytest.fixture
def ties(executor, model, run):
    """One for all to see, one for members."""
    desk = Desk(executor.database, model, run)
    ann, bob, cem = (desk.made("Person", name=name) for name in ("Ann", "Bob", "Cem"))
    desk.made("Commitment", links={"makers": ann, "addressees": bob})
    desk.made("Commitment", links={"makers": ann, "addressees": cem}, marking="GREEN")
    run(executor.scopes.refresh())


@pytest.fixture
def nadia(executor, run):
    return run(make_account(executor, "nadia@example.org", {"roles": ["coordinator"]}))


@pytest.fixture
def bearer(nadia, identities, run):
    return f"Bearer {run(identities.signed_in(nadia))}"


def stages(told: list[dict[str, Any]]) -> list[str]:
    """Without repeats."""
    found = [one["payload"]["data"]["analysisProgress"]["stage"] for one in told if one["type"] == "next"]
    return [one for number, one in enumerate(found) if number == 0 or found[number - 1] != one]


def last(told: list[dict[str, Any]]) -> dict[str, Any]:
    return [one for one in told if one["type"] == "next"][-1]["payload"]["data"]["analysisProgress"]


def codes(errors: list[dict[str, Any]]) -> list[str]:
    return [error["extensions"]["code"] for error in errors]


def test_it_is_told_how_far_it_is_and_last_what_the_query_then_finds_made(application, gate, ties, run, executor):
    async def follow() -> list[dict[str, Any]]:
        async with serving(application) as url, talking(url) as talk:
            await talk.subscribe(PROGRESS)
            first = await talk.hear()
            await gate.held.wait()
            reading = await talk.hear()
            gate.open.set()
            return [first, reading, *await talk.hear_out()]

    told = run(follow())
    assert [one["type"] for one in told] == [*["next"] * (len(told) - 1), "complete"]
    assert stages(told)[-1] == "DONE"
    assert set(stages(told)) <= {"WAITING", "READING", "COMPUTING", "DONE"}
    assert "READING" in stages(told)
    assert told[0]["payload"]["extensions"]["cost"]["estimated"] >= 500
    done = last(told)
    assert (done["share"], done["kept"]) == (1.0, True)
    answer = run(executor.execute(QUERY, {}, None, ANONYMOUS))
    assert gate.reads == 1, "the query found it made"
    found = answer.data["communities"]
    assert (done["stakeholders"], done["ties"]) == (found["stakeholders"], found["ties"]) == (2, 1)


def test_what_is_kept_is_one_event(application, ties, run):
    async def twice() -> list[list[str]]:
        async with serving(application) as url, talking(url) as talk:
            told = []
            for number in "12":
                await talk.subscribe(PROGRESS, number)
                told.append(stages(await talk.hear_out()))
            return told

    assert run(twice())[1] == ["DONE"]


def test_it_is_of_what_the_subscriber_sees_and_of_nothing_else(application, ties, bearer, run):
    """Arguments and everything: a tie that he does not see does not count."""

    async def of_both() -> list[Any]:
        async with serving(application) as url, talking(url) as one, talking(url, Authorization=bearer) as other:
            found = []
            for talk in (one, other):
                await talk.subscribe(PROGRESS)
                found.append(last(await talk.hear_out())["ties"])
            await other.subscribe("subscription { analysisProgress(of: BROKERS, kinds: [MEMBERSHIP]) { ties } }")
            return [*found, last(await other.hear_out())["ties"]]

    assert run(of_both()) == [1, 2, 0]


def test_who_sees_the_same_waits_for_the_same_and_who_sees_other_things_for_his_turn(
    application, gate, ties, bearer, run
):
    async def three() -> list[Any]:
        async with (
            serving(application) as url,
            talking(url) as one,
            talking(url) as same,
            talking(url, Authorization=bearer) as other,
        ):
            await one.subscribe(PROGRESS)
            await gate.held.wait()
            for talk in (same, other):
                await talk.subscribe(PROGRESS)
            while last([await same.hear()])["stage"] != "READING":
                pass
            found = {last([await other.hear()])["stage"] for _ in range(20)}
            reads = gate.reads
            gate.open.set()
            return [found, reads, *[last(await talk.hear_out())["ties"] for talk in (one, same, other)]]

    assert run(three()) == [{"WAITING"}, 1, 1, 1, 2]


@pytest.mark.parametrize("how", ["drops", "completes"])
def test_the_work_ends_when_nobody_waits_any_more(application, gate, ties, run, how):
    async def leave() -> None:
        async with serving(application) as url, talking(url) as talk:
            await talk.subscribe(PROGRESS)
            await gate.held.wait()
            if how == "drops":
                talk.connection.transport.abort()
            else:
                await talk.say("complete", "1")
            async with asyncio.timeout(5):
                await gate.ended.wait()

    run(leave())


def test_whoever_asks_as_another_leaves_does_not_leave_with_him(application, gate, ties, run, executor):
    """His is a reading of its own, not the one that is being ended."""

    async def leave_and_come() -> Any:
        first = asyncio.create_task(executor.execute(QUERY, {}, None, ANONYMOUS))
        await gate.held.wait()
        gate.held.clear()
        second = asyncio.create_task(executor.execute(QUERY, {}, None, ANONYMOUS))
        first.cancel()
        gate.open.set()
        return await second

    assert run(leave_and_come()).data["communities"]["ties"] == 1


def test_a_token_that_runs_out_ends_the_subscription(application, gate, ties, nadia, identities, run):
    async def outlast() -> list[Any]:
        short = await identities.signed_in(nadia, 2 / 60)
        async with serving(application) as url, talking(url, Authorization=f"Bearer {short}") as talk:
            await talk.subscribe(PROGRESS)
            return await talk.hear_out()

    *_, refused, complete = run(outlast())
    assert codes(refused["payload"]["errors"]) == ["UNAUTHENTICATED"]
    assert refused["payload"]["data"] is None
    assert complete == {"type": "complete", "id": "1"}
    assert gate.ended.is_set()


def test_a_sign_in_that_is_ended_ends_the_subscription(application, gate, ties, nadia, bearer, run, executor):
    async def close() -> list[Any]:
        async with serving(application) as url, talking(url, Authorization=bearer) as talk:
            await talk.subscribe(PROGRESS)
            assert (await talk.hear())["type"] == "next"
            await gate.held.wait()
            await change_account(executor, "nadia@example.org", {"active": False})
            return await talk.hear_out()

    *_, refused, _ = run(close())
    assert codes(refused["payload"]["errors"]) == ["UNAUTHENTICATED"]


def test_who_holds_something_else_meanwhile_is_told_of_what_he_sees_now(
    application, gate, ties, nadia, bearer, run, executor
):
    async def change() -> list[Any]:
        async with serving(application) as url, talking(url, Authorization=bearer) as talk:
            await talk.subscribe(PROGRESS)
            await gate.held.wait()
            await change_account(executor, "nadia@example.org", {"roles": ["reader"]})
            await gate.ended.wait()
            gate.open.set()
            return await talk.hear_out()

    assert last(run(change()))["kept"]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("{ viewer { user } }", "Only subscriptions come here: send a query by POST to /graphql."),
        ("mutation { __typename }", "Only subscriptions come here: send a mutation by POST to /graphql."),
        ("subscription { nothing }", "Cannot query field 'nothing' on type 'Subscription'."),
        ("subscription {", "Syntax Error: Expected Name, found <EOF>."),
        ("subscription { __typename }", "must not select an introspection top level field"),
        (f"subscription {{ one: {ALL[2:-2]} two: {ALL[2:-2]} }}", "must select only one top level field"),
        (
            'subscription { analysisProgress(of: BROKERS, since: "2024-01-02", until: "2024-01-01") { stage } }',
            "is after",
        ),
        ("subscription { analysisProgress(of: PATHS) { stage } }", "Value 'PATHS' does not exist in 'Analysis' enum."),
        ("subscription { analysisProgress(of: BROKERS) @skip(if: true) { stage } }", "must not use `@skip`"),
        ("subscription { analysisProgress(of: BROKERS) { " + "stage " * 16 + "} }", "Too many aliases or repeats"),
    ],
)
def test_what_is_no_subscription_is_refused(application, run, query, says):
    async def ask() -> Any:
        async with serving(application) as url, talking(url) as talk:
            await talk.subscribe(query)
            return await talk.hear()

    told = run(ask())
    assert (told["type"], told["id"]) == ("error", "1")
    assert says in told["payload"][0]["message"]


def test_it_costs_what_the_query_does(settings, executor, ties, run):
    spare = create_app(settings.model_copy(update={"cost_per_minute": 600}), executor)

    async def twice() -> list[str]:
        async with serving(spare) as url, talking(url) as talk:
            told = []
            for number in "12":
                await talk.subscribe(PROGRESS, number)
                told.append(await talk.hear_out())
            return [one[-1]["type"] for one in told] + codes(told[1][0]["payload"])

    assert run(twice()) == ["complete", "error", "RATE_LIMITED"]


def test_subscriptions_and_connections_are_counted(application, gate, ties, run):
    async def many() -> Any:
        async with serving(application) as url, contextlib.AsyncExitStack() as stack:
            talk = await stack.enter_async_context(talking(url))
            for number in range(SUBSCRIPTIONS + 1):
                await talk.subscribe(PROGRESS, str(number))
            told = await talk.hear()
            while told["type"] == "next":
                told = await talk.hear()
            for _ in range(CONNECTIONS - 1):
                await stack.enter_async_context(talking(url))
            with pytest.raises(InvalidStatus) as refused:
                await stack.enter_async_context(talking(url))
            return told, refused.value.response.status_code, gate.reads

    told, status, reads = run(many())
    assert (told["id"], told["payload"][0]["message"]) == (str(SUBSCRIPTIONS), "Subscription limit reached")
    assert (status, reads) == (429, 1)


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("no json", 4400),
        (b"{}", 4400),
        ("[]", 4400),
        ("{}", 4400),
        ('{"type": "start", "id": "1"}', 4400),
        ('{"type": "subscribe", "id": ["1"], "payload": {"query": "{ a }"}}', 4400),
        ('{"type": "subscribe", "id": "1"}', 4400),
        ('{"type": "subscribe", "id": "1", "payload": {"query": 1}}', 4400),
        ('{"type": "subscribe", "id": "1", "payload": {"query": "{ a }", "variables": []}}', 4400),
        ('{"type": "connection_init"}', 4429),
        ("x" * 100_001, 1009),
    ],
)
def test_a_message_that_is_none_closes_the_connection(application, run, message, code):
    async def speak() -> int | None:
        async with serving(application) as url, talking(url) as talk:
            await talk.connection.send(message)
            with pytest.raises(ConnectionClosed) as closed:
                await talk.hear()
            return closed.value.rcvd.code if closed.value.rcvd else None

    assert run(speak()) == code


def test_a_page_may_name_its_token_as_it_connects(application, ties, bearer, run):
    async def name(authorization: str) -> Any:
        async with serving(application) as url, talking(url, {"Authorization": authorization}) as talk:
            await talk.subscribe(PROGRESS)
            return last(await talk.hear_out())["ties"]

    assert run(name(bearer)) == 2
    assert run(name("Bearer ")) == 1, "GraphiQL's headers without a token are nobody's"
    with pytest.raises(ConnectionClosed) as closed:
        run(name("Bearer of nothing"))
    assert closed.value.rcvd.code == 4403


@pytest.mark.parametrize(
    ("origin", "cookie", "status"),
    [
        ("http://elsewhere.example", False, 403),
        ("http://elsewhere.example", True, 403),
        ("null", False, 403),
        (None, True, 403),
        ("own", True, None),
        ("own", False, None),
        ("http://friend.example", False, None),
        ("http://friend.example", True, 403),
    ],
)
def test_no_page_of_another_site_comes_in(settings, executor, bearer, run, origin, cookie, status):
    """Cross-site WebSocket hijacking: browsers send cookies along, and let the page read what is answered."""
    friendly = settings.model_copy(update={"cors_origins": ["http://friend.example"]})
    application = create_app(friendly, executor, identities=identities_of(friendly, executor))

    async def come() -> str | None:
        async with serving(application) as url:
            headers = {"Origin": url if origin == "own" else origin} if origin else {}
            headers |= {"Cookie": f"peyman_access={bearer.removeprefix('Bearer ')}"} if cookie else {}
            async with talking(url, **headers) as talk:
                await talk.subscribe("subscription { analysisProgress(of: BROKERS) { stage } }")
                return (await talk.hear())["type"]

    if status is None:
        assert run(come()) == "next"
        return
    with pytest.raises(InvalidStatus) as refused:
        run(come())
    assert refused.value.response.status_code == status
