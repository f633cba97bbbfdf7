"""Codes: by what customers invite others, and how that goes."""

from domain import customers
from domain.customers import CustomerNotFound
from domain.kernel import Unit, keyring, reads, writes
from domain.referrals import code_store
from domain.referrals.asking import (
    AddPaymentPrint,
    GiveReferralCode,
    ReadReferralSettings,
    SetReferralSettings,
)
from domain.referrals.code_store import Held
from domain.referrals.model import PaymentPrints, ReferralCode, ReferralSettings

# Neither 0 nor O, 1 nor I.
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 9


@reads("referrals:read")
async def read_settings(unit: Unit, command: ReadReferralSettings) -> ReferralSettings:
    """Tell how referrals go."""
    del command
    return await code_store.settings(unit)


@writes("referrals:write")
async def set_settings(unit: Unit, command: SetReferralSettings) -> ReferralSettings:
    """Say how referrals go; who came before keeps what held then."""
    given = ReferralSettings(
        window_days=command.window_days,
        keep_days=command.keep_days,
        amount_min=command.amount_min,
        friends_max=command.friends_max,
        friends_days=command.friends_days,
        link=command.link,
    )
    code_store.set_settings(unit, given)
    return given


@writes("referrals:join", refusals=(CustomerNotFound,), subject="customer_id")
async def give_code(unit: Unit, command: GiveReferralCode) -> ReferralCode:
    """Give a customer the code by which they invite others: always the same one."""
    customer_id = await customers.resolve(unit, command.customer_id)
    code = await code_store.code_of(unit, customer_id)
    while code is None:
        held = Held(customer_id=customer_id, code=_letters(unit.dice(LENGTH)))
        await code_store.add_code(unit, held)
        code = await code_store.code_of(unit, customer_id)
    link = (await code_store.settings(unit)).link
    return ReferralCode(
        customer_id=customer_id,
        code=code,
        link=None if link is None else link.replace("{code}", code),
    )


@writes("referrals:write", refusals=(CustomerNotFound,))
async def add_payment_print(unit: Unit, command: AddPaymentPrint) -> PaymentPrints:
    """Write down what a customer paid with, as a keyed digest that tells nothing else.

    Who pays with the same as who invited them did not come by them.
    """
    customer_id = await customers.resolve(unit, command.customer_id)
    secrets = await keyring.secrets(unit)
    there = (await code_store.prints(unit, (customer_id,))).get(customer_id, set())
    digest = secrets.blind("payment", command.fingerprint)
    if digest not in there and len(there) < code_store.PRINTS_MAX:
        code_store.add_print(unit, customer_id, digest)
        there.add(digest)
    return PaymentPrints(customer_id=customer_id, count=len(there))


def _letters(thrown: bytes) -> str:
    # 32 letters: each is as likely as any other.
    return "".join(LETTERS[each % len(LETTERS)] for each in thrown)
