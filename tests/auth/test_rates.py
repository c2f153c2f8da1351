"""Budgets drawn in portions: never more than there is, whatever the costs, and the same counted by several."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auth.rates import Budgets, RateLimited, Rates
from settings import OperatorError


@given(st.lists(st.integers(1, 400), max_size=60), st.integers(50, 2_000))
@settings(deadline=None, max_examples=50)
def test_a_minute_costs_no_more_than_its_budget(costs: list[int], budget: int) -> None:
    async def work() -> None:
        budgets = Budgets(Rates(), budget)
        spent, refused = 0, False
        for cost in costs:
            try:
                await budgets.spend("nadia", cost)
                spent += cost
            except RateLimited as error:
                refused = True
                assert 1 <= error.retry_after <= 60
        assert spent <= budget
        assert refused or spent == sum(costs)
        assert not refused or spent + max(costs) + max(1, budget // 50) > budget
        await budgets.spend("rewan", min(costs, default=1) if min(costs, default=1) <= budget else 1)

    asyncio.run(work())


def test_processes_that_share_a_storage_share_the_budget() -> None:
    async def work() -> None:
        rates = Rates()
        one, other = Budgets(rates, 1_000), Budgets(rates, 1_000)
        spent = 0
        with pytest.raises(RateLimited):
            for turn in range(1_000):
                await (one if turn % 2 else other).spend("nadia", 10)
                spent += 10
        assert 900 <= spent <= 1_000

    asyncio.run(work())


def test_no_budget_is_no_limit() -> None:
    asyncio.run(Budgets(Rates(), 0).spend("nadia", 10**9))


def test_a_storage_that_cannot_be_used_is_told_without_its_address() -> None:
    with pytest.raises(OperatorError, match="PEYMAN_LIMITS_URI") as told:
        Rates("nonsense://user:hunter2@host")
    assert "hunter2" not in told.value.problem
