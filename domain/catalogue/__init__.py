"""The catalogue: what a shop sells, by the shop's own names."""

from domain.catalogue.model import (
    DEPTH_MAX,
    CatalogueChanged,
    CategoryPath,
    Find,
    FindMany,
    Imported,
    ImportRow,
    ListProducts,
    Outcome,
    Product,
    ProductId,
    ProductNotFound,
    ProductRef,
    Put,
)
from domain.catalogue.service import (
    arrivals,
    find,
    find_many,
    identify_many,
    import_many,
    list_products,
    put,
)
from domain.catalogue.walking import products_after, products_walked

__all__ = [
    "DEPTH_MAX",
    "CatalogueChanged",
    "CategoryPath",
    "Find",
    "FindMany",
    "ImportRow",
    "Imported",
    "ListProducts",
    "Outcome",
    "Product",
    "ProductId",
    "ProductNotFound",
    "ProductRef",
    "Put",
    "arrivals",
    "find",
    "find_many",
    "identify_many",
    "import_many",
    "list_products",
    "products_after",
    "products_walked",
    "put",
]
