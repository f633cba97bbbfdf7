"""What came back of an order, where an export says only how much was given back."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from local.shops.amounts import amount
from local.shops.found import Found, Kept, Remark, Row, Verdict

# Of more lines, sums fit by chance.
LINES_MATCHED_MAX = 8


@dataclass(frozen=True, slots=True)
class Refund:
    """Money given back, by its number and when, and perhaps all there was to give."""

    id: str
    occurred_at: str
    amount: int


def returned(order: Row, refunds: list[Refund]) -> Iterator[Found]:
    """Give returns for the refunds of an order.

    A refund of all that goods cost, or more, with shipping, is of all goods. Else it is
    of those whole lines, or pieces of one line, that come to the same, if only one
    choice does; or of shipping, which no return is of. Any other, and any after the
    first, is given back over the whole order, and who reads is told.
    """
    left = sum(map(amount, order["lines"]))
    for place, refund in enumerate(refunds):
        choices = [] if place else _choices(order, refund.amount)
        given = min(refund.amount, left)
        row: Row = {
            "source": order["source"],
            "external_id": refund.id,
            "order": f"external:{order['source']}:{order['external_id']}",
            "occurred_at": refund.occurred_at,
        }
        if len(choices) == 1 and not choices[0]:
            yield _remark(order, Verdict.LEFT_OUT, "as much as shipping was given back")
            continue
        left -= given
        if len(choices) == 1:
            yield Kept("returns", row | {"lines": choices[0]})
        elif given:
            yield Kept("returns", row | {"amount": given})
            why = "what was given back is no line's price, or more than one's"
            yield _remark(order, Verdict.SPREAD, why)
        else:
            why = "more was given back than was paid for its goods"
            yield _remark(order, Verdict.LEFT_OUT, why)


def _remark(order: Row, verdict: Verdict, why: str) -> Remark:
    return Remark(order["external_id"], verdict, why)


def everything(order: Row, refund_id: str, occurred_at: str) -> Found:
    """Return all goods of an order, as of one that was called off."""
    refund = Refund(refund_id, occurred_at, sum(map(amount, order["lines"])))
    return next(returned(order, [refund]))


def _choices(order: Row, given: int) -> list[list[Row]]:
    """Return of what an amount may be: pieces of lines, or none of them: shipping."""
    lines: list[Row] = order["lines"]
    if given >= sum(map(amount, lines)):
        return [[_piece(no, line["quantity"]) for no, line in _numbered(lines)]]
    shipping: list[list[Row]] = [[]] if given == order["shipping"] else []
    return _whole_lines(lines, given) + _pieces(lines, given) + shipping


def _whole_lines(lines: list[Row], given: int) -> list[list[Row]]:
    """Return the sets of whole lines that come to an amount."""
    paid = [(no, line) for no, line in _numbered(lines) if amount(line)]
    if len(paid) > LINES_MATCHED_MAX:
        return []
    return [
        [_piece(no, line["quantity"]) for no, line in chosen]
        for count in range(1, len(paid))
        for chosen in combinations(paid, count)
        if sum(amount(line) for _, line in chosen) == given
    ]


def _pieces(lines: list[Row], given: int) -> list[list[Row]]:
    """Return the pieces, fewer than all of a line, that come to an amount."""
    return [
        [_piece(no, count) | {"amount": given}]
        for no, line in _numbered(lines)
        for count in [given * line["quantity"] // (amount(line) or 1)]
        if 0 < count < line["quantity"]
        and count * amount(line) == given * line["quantity"]
    ]


def _numbered(lines: list[Row]) -> list[tuple[int, Row]]:
    return list(enumerate(lines, start=1))


def _piece(no: int, quantity: int) -> Row:
    return {"line": no, "quantity": quantity}
