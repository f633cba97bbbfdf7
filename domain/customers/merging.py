"""Making one customer of two, and two of one."""

from dataclasses import replace
from typing import Any

from domain.customers import claims, identity, moves, rules, sealing, store
from domain.customers.events import CustomersMerged, CustomersUnmerged
from domain.customers.merger import (
    AlreadyMerged,
    FindMerger,
    FindMergers,
    Merge,
    MergedSince,
    Merger,
    MergerId,
    MergerNotFound,
    Moved,
    SameCustomer,
    TooLateToUnmerge,
    Unmerge,
)
from domain.customers.model import CustomerRef, Profile
from domain.customers.refusals import CustomerNotFound, EmailTaken
from domain.customers.store import Row
from domain.kernel import CustomerId, Unit, reads, writes


@writes(
    "customers:write",
    refusals=(CustomerNotFound, SameCustomer, AlreadyMerged),
)
async def merge(unit: Unit, command: Merge) -> Merger:
    """Make one customer of two.

    What the merged customer has becomes the kept one's, unless that one has it by the
    same name already; the merged id is another name for the kept one from now on.
    """
    wanted = [await _named(unit, each) for each in (command.kept_id, command.merged_id)]
    kept, merged = await _held(unit, wanted[0], wanted[1])
    if merged.id in {kept.id, wanted[0]}:
        raise SameCustomer(kept.id)
    if merged.merged_into is not None:
        return await _earlier(unit, kept, merged)
    merger = Merger(
        id=unit.new_id("mrg"),
        kept_id=kept.id,
        merged_id=merged.id,
        merged_at=unit.now,
        undone_at=None,
    )
    names = {
        name: await moves.move(unit, kind, merged.id, kept.id)
        for name, kind in moves.KINDS.items()
    }
    fields = await _fill(unit, kept, merged)
    moves.mark(unit, merged.id, kept.id)
    moves.add(unit, merger, Moved(fields=fields, **names))
    unit.emit(CustomersMerged(merge_id=merger.id, kept_id=kept.id, merged_id=merged.id))
    return merger


@writes(
    "customers:write",
    refusals=(MergerNotFound, MergedSince, TooLateToUnmerge, EmailTaken),
)
async def unmerge(unit: Unit, command: Unmerge) -> Merger:
    """Undo a merge within thirty days: what it moved goes back, and nothing else."""
    merger, kept, merged = await _undoable(unit, command.merger_id)
    if merger.undone_at is not None:
        return merger
    rules.check_unmerge(merger, unit.now)
    if kept.merged_into is not None:
        since = await moves.merger_of(unit, kept.id)
        assert since is not None, kept.id
        raise MergedSince(since.id)
    moved = await moves.moved(unit, merger.id)
    for name, kind in moves.KINDS.items():
        moves.give_back(unit, kind, getattr(moved, name), kept.id, merged.id)
    await _empty(unit, kept, merged, moved)
    moves.mark(unit, merged.id, None)
    moves.undo(unit, merger.id)
    unit.emit(
        CustomersUnmerged(merge_id=merger.id, kept_id=kept.id, merged_id=merged.id)
    )
    return replace(merger, undone_at=unit.now)


@reads("customers:read", refusals=(MergerNotFound,))
async def find_merger(unit: Unit, command: FindMerger) -> Merger:
    """Tell who turned out to be whom, and whether that was undone."""
    merger = await moves.find(unit, command.merger_id)
    if merger is None:
        raise MergerNotFound
    return merger


@reads("customers:read", refusals=(CustomerNotFound,))
async def find_mergers(unit: Unit, command: FindMergers) -> tuple[Merger, ...]:
    """Tell in which mergers a customer was one of the two, newest first."""
    customer_id = await identity.resolve(unit, command.customer_id)
    return await moves.mergers_of(unit, customer_id)


async def _named(unit: Unit, ref: CustomerRef) -> CustomerId:
    """Return whom a command names, whether or not they were merged."""
    kind, _, named = ref.partition(":")
    if kind != identity.EXTERNAL:
        return ref
    source, _, external_id = named.partition(":")
    owner = await claims.owner(unit, source, external_id)
    if owner is None:
        raise CustomerNotFound
    return owner


async def _held(
    unit: Unit, kept_id: CustomerId, merged_id: CustomerId
) -> tuple[Row, Row]:
    """Hold both; of a kept one who was merged in turn, whom they turned out to be."""
    rows = {row.id: row for row in await moves.hold(unit, [kept_id, merged_id])}
    if len(rows) < len({kept_id, merged_id}):
        raise CustomerNotFound
    further = rows[kept_id].merged_into
    if further is None:
        return rows[kept_id], rows[merged_id]
    return await _held(unit, further, merged_id)


async def _undoable(unit: Unit, merger_id: MergerId) -> tuple[Merger, Row, Row]:
    """Return a merger and hold its two customers, or refuse."""
    found = await moves.find(unit, merger_id)
    if found is None:
        raise MergerNotFound
    held = await moves.hold(unit, [found.kept_id, found.merged_id])
    rows = {row.id: row for row in held}
    if len(rows) < len({found.kept_id, found.merged_id}):
        raise MergerNotFound  # They were erased.
    # Again, as it may have been undone while we waited.
    merger = await moves.find(unit, merger_id) or found
    return merger, rows[found.kept_id], rows[found.merged_id]


async def _earlier(unit: Unit, kept: Row, merged: Row) -> Merger:
    """Answer a merge that was done before as then, and any other with a refusal."""
    merger = await moves.merger_of(unit, merged.id)
    assert merger is not None, merged.id
    if merged.merged_into != kept.id:
        raise AlreadyMerged(merger.id, merger.kept_id)
    return merger


async def _fill(unit: Unit, kept: Row, merged: Row) -> tuple[str, ...]:
    """Copy to the kept customer what its profile lacks; return the fields' names."""
    profiles = await sealing.opened(unit, [kept, merged])
    before, other = _fields(kept, profiles), _fields(merged, profiles)
    lacking = tuple(
        name
        for name, value in other.items()
        if value is not None and before[name] is None
    )
    await _write(unit, kept, before | {name: other[name] for name in lacking})
    return lacking


async def _empty(unit: Unit, kept: Row, merged: Row, moved: Moved) -> None:
    """Take from the kept customer what was copied and has not changed since."""
    profiles = await sealing.opened(unit, [kept, merged])
    now, other = _fields(kept, profiles), _fields(merged, profiles)
    # An address belongs to one: if the kept one took it over later, it goes back too.
    copied = {name for name in (*moved.fields, "email") if now[name] == other[name]}
    await _write(unit, kept, now | dict.fromkeys(copied))
    found = await sealing.indexes(unit, profiles[merged.id])
    if found.email is None or await claims.claim_email(unit, found.email, merged.id):
        return
    holder = await claims.email_holder(unit, found.email)
    if holder is not None and holder.id != merged.id:
        raise EmailTaken(holder.merged_into or holder.id)


def _fields(row: Row, profiles: Any) -> dict[str, Any]:
    profile = profiles[row.id]
    plain = {name: getattr(profile, name) for name in sealing.NAMES}
    return {**plain, "locale": row.locale}


async def _write(unit: Unit, row: Row, fields: dict[str, Any]) -> None:
    """Write a customer down anew, as a new version whatever has changed."""
    profile = Profile(**{name: fields[name] for name in sealing.NAMES})
    found = await sealing.indexes(unit, profile)
    sealed = await sealing.sealed(unit, row.id, profile)
    values = {**sealed, "phone_index": found.phone}
    store.change(unit, row.id, values, fields["locale"])
