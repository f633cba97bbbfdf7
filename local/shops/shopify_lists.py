"""The customers and products exports of Shopify's admin.

Columns are those of help.shopify.com/en/manual/customers/import-export-customers and
of help.shopify.com/en/manual/products/import-export/using-csv, in their former names
and their newer ones.
"""

from collections.abc import Iterator
from pathlib import Path

from local.shops.amounts import NAME_MAX
from local.shops.found import Found, Kept, Remark, Verdict
from local.shops.found import Row as Out
from local.shops.shopify_orders import SOURCE
from local.tabular import Row, read_table

PRODUCT_COLUMNS = (
    "Handle",
    "URL handle",
    "Variant SKU",
    "SKU",
    "Vendor",
    "Type",
    "Product Category",
    "Product category",
    *(f"Option{no} {cell}" for no in (1, 2, 3) for cell in ("Value", "value")),
)
# What Shopify writes where a product has no options.
NO_OPTION = "Default Title"


def read_customers(path: Path) -> Iterator[Found]:
    """Give the customers of an export, by Shopify's ids, names and e-mail addresses.

    Nothing is said of consent: a yes without the text that it was given to is none.
    """
    columns = ("Customer ID", "First Name", "Last Name", "Email")
    for number, row in enumerate(read_table(path, columns, "utf-8-sig"), start=1):
        # As text for spreadsheets.
        customer_id = row["Customer ID"].lstrip("'")
        if not customer_id:
            yield Remark(f"row {number}", Verdict.WRONG, "no Customer ID")
            continue
        said = {
            "email": row["Email"],
            "given_name": row["First Name"][:NAME_MAX],
            "family_name": row["Last Name"][:NAME_MAX],
        }
        known = {name: value for name, value in said.items() if value}
        yield Kept("customers", {"source": SOURCE, "external_id": customer_id} | known)


def read_products(path: Path) -> Iterator[Found]:
    """Give each variant as a product, known as lines of orders know it.

    That is by its SKU, or else by its name, which is that of the product and of the
    variant. Rows that only add a picture are none.
    """
    head: Row = {}
    for row in read_table(path, ("Title",), "utf-8-sig", PRODUCT_COLUMNS):
        handle = _cell(row, "Handle", "URL handle")
        if not head or handle != _cell(head, "Handle", "URL handle"):
            head = row
        options = [_cell(row, f"Option{no} Value", f"Option{no} value") for no in "123"]
        if not head["Title"]:
            yield Remark(handle or "a product", Verdict.WRONG, "no Title")
        elif any(options) or row is head:
            yield Kept("products", _product(head, row, options))


def _product(head: Row, row: Row, options: list[str]) -> Out:
    named = [each for each in options if each and each != NO_OPTION]
    name = " - ".join([head["Title"], *([" / ".join(named)] if named else [])])
    product: Out = {
        "source": SOURCE,
        "external_id": (_cell(row, "Variant SKU", "SKU") or name)[:NAME_MAX],
        "name": name[:NAME_MAX],
        "category": _path(head),
    }
    brand = head.get("Vendor", "")[:NAME_MAX]
    return product | {"brand": brand} if brand else product


def _path(head: Row) -> list[str]:
    """Return the category that the shop chose of Shopify's, or else its own type."""
    category = _cell(head, "Product Category", "Product category")
    path = [name.strip() for name in category.split(">") if name.strip()]
    return path or [name for name in [head.get("Type", "")] if name]


def _cell(row: Row, *names: str) -> str:
    """Return the first cell of these columns that says something."""
    return next((row[name] for name in names if row.get(name)), "")
