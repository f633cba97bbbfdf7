"""Erasures before they are carried out: asked for, thought over, called off."""

from collections.abc import Sequence
from dataclasses import asdict

from domain import customers, ledger, vouchers
from domain.kernel import CustomerId, Unit, reads, writes
from domain.ledger import PotId
from domain.privacy import erasure_rules, legal_hold_store, store
from domain.privacy import erasure_store as stages
from domain.privacy.erasure import (
    AtStake,
    Erasure,
    FindErasure,
    NotAnErasure,
    Stage,
    Waive,
)
from domain.privacy.requests import (
    AvgRequest,
    RequestId,
    RequestNotFound,
    RequestNotOpen,
    RequestState,
)

CLOSED = frozenset(
    {
        RequestState.KEY_DESTROYED,
        RequestState.PROPAGATING,
        RequestState.CERTIFIED,
        RequestState.REJECTED,
        RequestState.CANCELLED,
        RequestState.DUPLICATE,
        RequestState.EXPIRED,
    }
)


def ask(unit: Unit, request: AvgRequest, donate_to: PotId | None) -> None:
    """Write down that an erasure is asked for."""
    stage = Stage(
        request_id=request.id,
        customer_id=request.customer_id,
        donate_to=donate_to,
        waived_cooling_off=False,
        waived_export=False,
        cooled_at=None,
        erase_at=None,
        destroyed_at=None,
        steps_done=0,
        certified_at=None,
        certificate=None,
    )
    stages.add(unit, stage)


async def begin(unit: Unit, request_id: RequestId) -> None:
    """Let the time run in which an erasure can be thought over."""
    stage = await stages.find(unit, request_id)
    assert stage is not None, request_id
    _save(unit, erasure_rules.begun(stage, unit.now))


@writes("privacy:write", refusals=(RequestNotFound, NotAnErasure, RequestNotOpen))
async def waive(unit: Unit, command: Waive) -> Erasure:
    """Wait no longer for something before the customer is erased, as they wish."""
    stage = await changeable(unit, command.request_id)
    waived = erasure_rules.waived(stage, command.wait, unit.now)
    _save(unit, waived)
    return await _shown(unit, waived)


@reads("privacy:read", refusals=(RequestNotFound, NotAnErasure))
async def find_erasure(unit: Unit, command: FindErasure) -> Erasure:
    """Tell how far an erasure is, and what the customer loses by it."""
    request = await store.find(unit, command.request_id)
    return await _shown(unit, await _stage(unit, request, command.request_id))


async def changeable(unit: Unit, request_id: RequestId) -> Stage:
    """Return an erasure that this unit holds, or refuse if it is too late to change."""
    request = await store.hold(unit, request_id)
    stage = await _stage(unit, request, request_id)
    assert request is not None, stage
    if request.state in CLOSED:
        raise RequestNotOpen(request.state)
    return stage


async def _stage(
    unit: Unit, request: AvgRequest | None, request_id: RequestId
) -> Stage:
    if request is None:
        raise RequestNotFound
    stage = await stages.find(unit, request_id)
    if stage is None:
        raise NotAnErasure
    return stage


async def _shown(unit: Unit, stage: Stage) -> Erasure:
    names = await customers.names_of(unit, stage.customer_id)
    held = await legal_hold_store.held_until(unit, names)
    gone = stage.destroyed_at is not None
    stakes = () if gone else await _at_stake(unit, stage.customer_id)
    unused = 0 if gone else await vouchers.count_unused_of(unit, names)
    return Erasure(
        request_id=stage.request_id,
        customer_id=stage.customer_id,
        erase_at=stage.erase_at,
        waived=erasure_rules.waits(stage),
        donate_to=stage.donate_to,
        held_until=max(held.values(), default=None),
        destroyed_at=stage.destroyed_at,
        certified_at=stage.certified_at,
        at_stake=stakes,
        vouchers=unused,
    )


async def _at_stake(unit: Unit, customer_id: CustomerId) -> tuple[AtStake, ...]:
    asked = ledger.BalancesOfMany(customer_ids=(customer_id,))
    rates = await ledger.declared_rates(unit)
    held = await ledger.balances_of_many(unit, asked)
    return tuple(
        AtStake(
            unit=each.unit,
            available=each.available,
            pending=each.pending,
            held=each.held,
            worth=_worth(rates, each.unit, each.available),
        )
        for each in held
    )


def _worth(rates: Sequence[ledger.Rate], code: str, amount: int) -> dict[str, int]:
    return {
        rate.into: amount // rate.takes * rate.gives
        for rate in rates
        if rate.unit == code
    }


def _save(unit: Unit, stage: Stage) -> None:
    values = asdict(stage)
    del values["request_id"]
    stages.change(unit, [stage.request_id], **values)
