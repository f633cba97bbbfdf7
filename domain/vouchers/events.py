"""What happens to vouchers, for others to react to."""

from dataclasses import dataclass
from typing import ClassVar

from domain.kernel import CustomerId, Event
from domain.orders import OrderId
from domain.vouchers.model import VoucherId


@dataclass(frozen=True, slots=True, kw_only=True)
class VouchersGiven(Event):
    """Vouchers are a customer's now."""

    name: ClassVar[str] = "vouchers.given"
    customer_id: CustomerId
    voucher_ids: tuple[VoucherId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherUsed(Event):
    """A voucher was used, by an order or without one."""

    name: ClassVar[str] = "vouchers.used"
    voucher_id: VoucherId
    customer_id: CustomerId | None
    order_id: OrderId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherGivenBack(Event):
    """An order came back or was called off, and its voucher counts again."""

    name: ClassVar[str] = "vouchers.given_back"
    voucher_id: VoucherId
    customer_id: CustomerId | None
    order_id: OrderId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherDisputed(Event):
    """An order names a voucher that does not count for it; the order stands."""

    name: ClassVar[str] = "vouchers.disputed"
    voucher_id: VoucherId
    order_id: OrderId
    reasons: tuple[str, ...]
    nl: tuple[str, ...]
    en: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherVoided(Event):
    """A voucher was withdrawn."""

    name: ClassVar[str] = "vouchers.voided"
    voucher_id: VoucherId
    customer_id: CustomerId | None
