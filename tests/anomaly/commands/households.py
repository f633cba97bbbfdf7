"""What households are called with."""

from collections.abc import Mapping

from domain import households
from tests.anomaly.shop import ANN, BOB, Prepared, always
from tests.domain.households.home import created, invited
from tests.world import World


async def _invite(shop: World) -> households.InviteToHousehold:
    await created(shop, BOB)
    return households.InviteToHousehold(customer_id=BOB)


async def _rename(shop: World) -> households.RenameInHousehold:
    await created(shop, BOB)
    return households.RenameInHousehold(customer_id=BOB, nickname="Bob")


async def _limit(shop: World) -> households.LimitHousehold:
    await created(shop, BOB)
    return households.LimitHousehold(customer_id=BOB, monthly_max=5)


async def _withdraw(shop: World) -> households.WithdrawHouseholdInvitation:
    await created(shop, BOB)
    made = await invited(shop, BOB)
    return households.WithdrawHouseholdInvitation(
        customer_id=BOB, invitation_id=made.id
    )


async def _join(shop: World) -> households.JoinHousehold:
    await created(shop, BOB)
    return households.JoinHousehold(
        customer_id=ANN, code=(await invited(shop, BOB)).code
    )


async def _leave(shop: World) -> households.LeaveHousehold:
    """Let the last one leave, to whom the rest goes."""
    await shop.run(households.contribute, await _contribute(shop))
    return households.LeaveHousehold(customer_id=BOB)


async def _remove(shop: World) -> households.RemoveFromHousehold:
    home = await shop.run(households.join, await _join(shop))
    (ann,) = (each for each in home.members if not each.owner)
    return households.RemoveFromHousehold(customer_id=BOB, member_id=ann.id)


async def _contribute(shop: World) -> households.Contribute:
    await created(shop, BOB)
    return households.Contribute(customer_id=BOB, amount=10)


async def _take_out(shop: World) -> households.TakeOut:
    await shop.run(households.contribute, await _contribute(shop))
    return households.TakeOut(customer_id=BOB, amount=10)


COMMANDS: Mapping[str, Prepared] = {
    "households.put_settings": always(households.PutHouseholdSettings(members_max=5)),
    "households.create": always(households.CreateHousehold(customer_id=BOB)),
    "households.rename": _rename,
    "households.limit": _limit,
    "households.invite": _invite,
    "households.withdraw_invitation": _withdraw,
    "households.join": _join,
    "households.leave": _leave,
    "households.remove": _remove,
    "households.contribute": _contribute,
    "households.take_out": _take_out,
}
