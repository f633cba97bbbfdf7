"""Orders as those judge them who decide what follows from an order.

They are read by thousands, so they are arrays of JSON which PostgreSQL writes and
msgspec reads: a tenth of the work that rows and dataclasses take.
"""

from datetime import datetime
from typing import Any

from msgspec import Struct

from domain.kernel import CustomerId
from domain.orders.model import OrderId


class CaseLine(Struct, frozen=True, array_like=True, gc=False):
    """A line of an order as it stands now; amounts in minor units, tax included.

    `amount` is what was charged, of which `returned_amount` was given back.
    """

    no: int
    product_id: str
    quantity: int
    unit_price: int
    amount: int
    discount: int = 0
    tax: int = 0
    returned_quantity: int = 0
    returned_amount: int = 0
    variant: str | None = None
    category: str | None = None


class OrderCase(Struct, frozen=True, array_like=True, gc=False):
    """An order as it stands now; one that was called off does not stand.

    `amount` is the sum of its lines, and `returned_amount` what was given back of it.
    A cart that nobody has paid yet is a case too.
    """

    order_id: OrderId
    customer_id: CustomerId | None
    occurred_at: datetime
    recorded_at: datetime
    currency: str
    amount: int
    lines: tuple[CaseLine, ...]
    returned_amount: int = 0
    channel: str = "web"
    source: str = "shop"
    shipping: int = 0
    points_paid: int = 0
    vouchers: tuple[str, ...] = ()
    stands: bool = True
    # What held of the customer when it was quoted for, as of which it is judged.
    facts: dict[str, Any] | None = None

    @property
    def left(self) -> int:
        """Return what was charged and not given back."""
        return self.amount - self.returned_amount if self.stands else 0
