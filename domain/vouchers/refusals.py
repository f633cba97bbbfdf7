"""The ways in which vouchers say no."""

from dataclasses import dataclass

from domain.kernel import Kind, Refusal
from domain.vouchers.reasons import Obstacle


@dataclass(eq=False)
class PoolNotFound(Refusal):
    """There is no such pool of vouchers."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class PoolExists(Refusal):
    """There is a pool of that name, and it says something else."""

    kind = Kind.CONFLICT
    pool: str


@dataclass(eq=False)
class TooManyPools(Refusal):
    """The programme has as many pools of vouchers as it may have."""

    kind = Kind.CONFLICT
    pools_max: int


@dataclass(eq=False)
class CodeTaken(Refusal):
    """This code is there already, and is another customer's or nobody's."""

    kind = Kind.CONFLICT


@dataclass(eq=False)
class VoucherNotFound(Refusal):
    """There is no such voucher."""

    kind = Kind.NOT_FOUND


@dataclass(eq=False)
class VoucherRefused(Refusal):
    """The voucher cannot be used.

    `obstacles` says why not, in Dutch and in English.
    """

    kind = Kind.CONFLICT
    obstacles: tuple[Obstacle, ...]


@dataclass(eq=False)
class PoolEmpty(Refusal):
    """No voucher of this pool is left."""

    kind = Kind.CONFLICT
    pool: str
