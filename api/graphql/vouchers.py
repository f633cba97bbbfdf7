"""Vouchers in the graph."""

from typing import Annotated, Any, TypeAlias

import strawberry

from api.graphql.connections import After, Connection, First, connection, itself
from api.graphql.context import Info
from api.graphql.derivation import call, entry, output, plain
from api.graphql.loaders import Lookup
from api.graphql.mutations import mutation
from domain import vouchers
from domain.kernel import Page
from domain.kernel.batches import Outcome, Problem

WALLETS: Lookup[str, vouchers.Wallet] = Lookup(
    use_case=vouchers.vouchers_of_many,
    keys="customer_ids",
    key=lambda wallet: wallet.customer_id,
)

Voucher = output(vouchers.Voucher)
Pool = output(vouchers.Pool)
FilledPool = output(vouchers.FilledPool)
VouchersIssued = output(vouchers.VouchersIssued)
call(Outcome, "RowOutcome")
call(Problem, "RowProblem")

Validation = output(vouchers.Validation)
CodesImported = output(vouchers.CodesImported)
Checked: TypeAlias = Annotated[
    Any,
    strawberry.argument(
        name="input",
        graphql_type=entry(vouchers.ValidateVoucher, "ValidateVoucherInput"),
    ),
]


@strawberry.type
class OfVouchers:
    """The edge that leads from a customer to their vouchers."""

    id: strawberry.ID

    @strawberry.field(
        description="The customer's vouchers with their codes, newest first.",
        graphql_type=Connection[Voucher],
    )
    async def vouchers(self, info: Info, first: First = 20, after: After = None) -> Any:
        """Return a page of vouchers; first pages of many come together."""
        page: Page[vouchers.Voucher]
        if after is None:
            wallet = await info.context.loaders.one(WALLETS, self.id, limit=first)
            assert wallet is not None, self.id
            page = wallet.vouchers
        else:
            asked = {"customer_id": self.id, "limit": first, "after": after}
            page = await info.context.run(vouchers.vouchers_of_customer, asked)
        return connection(page, itself, after, lambda each: (each.id,))


@strawberry.type
class VoucherQuery:
    """What can be asked about vouchers."""

    @strawberry.field(
        description="All pools of vouchers, by name.", graphql_type=list[FilledPool]
    )
    async def voucher_pools(self, info: Info) -> Any:
        """Return all pools."""
        return (await info.context.run(vouchers.list_pools, {})).pools

    @strawberry.field(
        description="Whether a code counts, and why not; nothing changes by it.",
        graphql_type=Validation,
    )
    async def validate_voucher(self, info: Info, given: Checked) -> Any:
        """Return what a code is good for."""
        return await info.context.run(vouchers.validate_voucher, plain(given))


@strawberry.type
class VoucherMutation:
    """What can be done with vouchers."""

    create_voucher_pool = mutation("CreateVoucherPool", vouchers.create_pool, Pool)
    import_voucher_codes = mutation(
        "ImportVoucherCodes", vouchers.import_codes, CodesImported
    )
    issue_vouchers = mutation("IssueVouchers", vouchers.issue_vouchers, VouchersIssued)
    reserve_voucher = mutation("ReserveVoucher", vouchers.reserve_voucher, Voucher)
    release_voucher = mutation("ReleaseVoucher", vouchers.release_voucher, Voucher)
    use_voucher = mutation("UseVoucher", vouchers.use_voucher, Voucher)
    void_voucher = mutation("VoidVoucher", vouchers.void_voucher, Voucher)
