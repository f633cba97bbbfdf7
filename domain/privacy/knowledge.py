"""What can be asked about privacy."""

from collections import defaultdict

from domain import consent, customers
from domain.customers import CustomerNotFound
from domain.kernel import Unit, reads
from domain.privacy import stock
from domain.privacy.inventory import Item, inventory
from domain.privacy.model import (
    DataMap,
    Field,
    FindDataMap,
    Holding,
    Processing,
    ReadRegister,
    Register,
    Stock,
)


@reads("privacy:read")
async def read_register(unit: Unit, command: ReadRegister) -> Register:
    """Tell what customers' data is used for, what is known, and for how long."""
    del command
    told = await consent.list_purposes(unit, consent.ListPurposes())
    return Register(
        processing=tuple(
            Processing(
                purpose=each.purpose,
                name=each.name,
                basis=each.basis,
                kind=each.kind,
                channels=each.channels,
                notice_version=each.notice_version,
            )
            for each in told.purposes
        ),
        holdings=tuple(
            Holding(place=place, fields=tuple(map(_field, items)))
            for place, items in _places().items()
        ),
    )


@reads("privacy:read", refusals=(CustomerNotFound,), subject="customer_id")
async def find_data_map(unit: Unit, command: FindDataMap) -> DataMap:
    """Tell where something is known of a customer, and how much."""
    customer_id = await customers.resolve(unit, command.customer_id)
    names = await customers.names_of(unit, customer_id)
    counts = await stock.counts(unit, names)
    stocks = tuple(
        Stock(
            place=place,
            categories=tuple(sorted({item.category for item in items})),
            rows=counts[place],
        )
        for place, items in _places().items()
        if place in counts
    )
    return DataMap(customer_id=customer_id, stocks=stocks)


def _places() -> dict[str, list[Item]]:
    places: defaultdict[str, list[Item]] = defaultdict(list)
    for item in inventory():
        places[item.table].append(item)
    return places


def _field(item: Item) -> Field:
    return Field(
        name=item.column,
        category=item.category,
        export=item.export,
        erase=item.erase,
        basis=item.basis,
        keep=item.keep,
    )
