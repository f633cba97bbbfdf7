"""Customers and products of WooCommerce: as its REST API gives them, or as CSV.

CSV is what Products → Export writes (`class-wc-product-csv-exporter.php`), and the
report of Analytics → Customers (`Admin/API/Reports/Customers/Controller.php`), from a
shop whose language is English: the headings are in that language.
"""

from collections.abc import Iterator
from pathlib import Path

from msgspec import ValidationError, convert

from local.shops.amounts import NAME_MAX
from local.shops.found import Found, Kept, Remark, Row, Verdict
from local.shops.json_files import named, read_objects
from local.shops.woocommerce_model import WooCustomer, WooProduct
from local.shops.woocommerce_orders import SOURCE
from local.tabular import read_table

# The report names people by their user name only, and orders by number.
USERNAMES = f"{SOURCE}_username"


def read_customers(path: Path) -> Iterator[Found]:
    """Give those who have an account; a guest comes with an order."""
    if path.suffix == ".csv":
        yield from _report(path)
        return
    for value in read_objects(path):
        try:
            each = convert(value, WooCustomer)
        except ValidationError as error:
            yield Remark(named(value), Verdict.WRONG, str(error))
            continue
        said = (each.email, each.first_name, each.last_name)
        yield Kept("customers", _customer(SOURCE, str(each.id), *said))


def read_products(path: Path) -> Iterator[Found]:
    """Give products by WooCommerce's ids; its variations are of their product."""
    if path.suffix == ".csv":
        yield from _export(path)
        return
    for value in read_objects(path):
        try:
            each = convert(value, WooProduct)
        except ValidationError as error:
            yield Remark(named(value), Verdict.WRONG, str(error))
            continue
        category = [one.name for one in each.categories[:1]]
        brand = each.brands[0].name if each.brands else ""
        yield _product(str(each.id), each.name, category, brand)


def _report(path: Path) -> Iterator[Found]:
    columns = ("Name", "Username", "Email")
    for number, row in enumerate(read_table(path, columns, "utf-8-sig"), start=1):
        # A user name may be an e-mail address, which an external id may not, but has
        # no plus sign.
        username = row["Username"].replace("@", "+")
        if not username:
            yield Remark(f"row {number}", Verdict.LEFT_OUT, "no Username: a guest")
            continue
        given, _, family = row["Name"].partition(" ")
        said = (row["Email"], given, family)
        yield Kept("customers", _customer(USERNAMES, username, *said))


def _customer(source: str, external_id: str, email: str, *names: str) -> Row:
    said = dict(zip(("given_name", "family_name"), names, strict=True)) | {
        "email": email
    }
    known = {name: value[:NAME_MAX] for name, value in said.items() if value}
    return {"source": source, "external_id": external_id} | known


def _export(path: Path) -> Iterator[Found]:
    columns = ("ID", "Type", "Name", "Categories")
    for row in read_table(path, columns, "utf-8-sig", ("Brands",)):
        if row["Type"].split(",")[0] == "variation":
            continue
        first = row["Categories"].split(",")[0]
        category = [name.strip() for name in first.split(">") if name.strip()]
        brand = row.get("Brands", "").split(",")[0].strip()
        yield _product(row["ID"], row["Name"], category, brand)


def _product(product_id: str, name: str, category: list[str], brand: str) -> Found:
    if not (product_id and name):
        return Remark(product_id or "a product", Verdict.WRONG, "no ID or no Name")
    product: Row = {
        "source": SOURCE,
        "external_id": product_id,
        "name": name[:NAME_MAX],
        "category": [each[:NAME_MAX] for each in category],
    }
    known = {"brand": brand[:NAME_MAX]} if brand else {}
    return Kept("products", product | known)
