"""Models of baskets, what they say of products, what of customers, what came of it."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Date,
    Index,
    Integer,
    SmallInteger,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from domain.kernel.personal import NOT_PERSONAL, Category, Export, personal, pseudonym
from domain.kernel.tables import Choice, Id, column, instant, key, tenant_table
from domain.recommendations.model import ReasonKind, Slot

INFERRED = personal(Category.BEHAVIOUR, export=Export.ACCESS)

recommenders = tenant_table(
    "recommenders",
    key("number", Integer),
    instant("as_of", NOT_PERSONAL),
    column("baskets", Integer, NOT_PERSONAL),
    column("products", Integer, NOT_PERSONAL),
    column("judged", Integer, NOT_PERSONAL),
    column("quality", JSONB, NOT_PERSONAL),
    column("personal", Boolean, NOT_PERSONAL),
    # How likely something is bought again, and how much what goes with it counts.
    column("fitted", JSONB, NOT_PERSONAL),
    # Whose recommendations were done last, until all were.
    column("after_id", Id("cus"), NOT_PERSONAL, nullable=True),
    instant("done_at", NOT_PERSONAL, nullable=True),
    # Since when it is recommended by, though there may be a newer one.
    instant("kept_at", NOT_PERSONAL, nullable=True),
    Index(
        "recommenders_kept_idx",
        "tenant_id",
        "number",
        postgresql_where=text("kept_at IS NOT NULL"),
    ),
)

recommended_products = tenant_table(
    "recommended_products",
    key("number", Integer),
    key("product_id", Text),
    # In how many baskets of four weeks, one and a year.
    column("popularity", Integer, NOT_PERSONAL),
    column("bought_week", Integer, NOT_PERSONAL),
    column("bought_year", Integer, NOT_PERSONAL),
    # How many bought it who never had, in one week and four.
    column("first_week", Integer, NOT_PERSONAL),
    column("first_month", Integer, NOT_PERSONAL),
    column("categories", ARRAY(Text), NOT_PERSONAL),
    # How often it is in later baskets of who bought it, compared with other products.
    column("again", Integer, NOT_PERSONAL),
    # What goes with it, the best first: product and likeness in thousandths.
    column("together", JSONB, NOT_PERSONAL),
    # What else those have who have it: product and weight in ten-thousandths.
    column("leads_to", JSONB, NOT_PERSONAL),
    # To whose taste it is: numbers of two bytes each, in base 64.
    column("taste", Text, NOT_PERSONAL),
    Index(None, "tenant_id", "number", "popularity"),
)

recommendations = tenant_table(
    "recommendations",
    key("customer_id", Id("cus"), pseudonym()),
    column("model", Integer, INFERRED),
    instant("as_of", INFERRED),
    column("purpose", Text, INFERRED),
    # Products, the best first, each with its reason and what that follows from.
    column("items", JSONB, INFERRED),
)

unavailable_products = tenant_table(
    "unavailable_products",
    key("product_id", Text),
)

# What is sold for less than before, to everybody.
product_offers = tenant_table(
    "product_offers",
    key("product_id", Text),
    column("price", BigInteger, NOT_PERSONAL),
    column("before", BigInteger, NOT_PERSONAL),
    instant("from_at", NOT_PERSONAL, nullable=True),
    instant("until_at", NOT_PERSONAL, nullable=True),
)

# What became of what was shown; who objects to profiling is in none of it.
recommendation_feedback = tenant_table(
    "recommendation_feedback",
    key("customer_id", Id("cus"), pseudonym()),
    key("slot", Choice(Slot), INFERRED),
    key("model", Integer, INFERRED),
    key("day", Date, INFERRED),
    key("product_id", Text, INFERRED),
    column("place", SmallInteger, INFERRED),
    column("reason", Choice(ReasonKind), INFERRED),
    # How far down the model had it, if chance had a say in who gets the place.
    column("drawn", SmallInteger, INFERRED, nullable=True),
    instant("seen_at", INFERRED),
    instant("clicked_at", INFERRED, nullable=True),
    instant("bought_at", INFERRED, nullable=True),
    Index(None, "tenant_id", "day"),
)

# What orders and views of all say of products; nothing of it is about anybody.
product_facts = tenant_table(
    "product_facts",
    key("product_id", Text),
    # What it costs in the middle, in minor units of the programme's currency.
    column("price", BigInteger, NOT_PERSONAL, nullable=True),
    # What those bought who looked at it, the most first: product and thousandths.
    column("viewed", JSONB, NOT_PERSONAL),
    instant("as_of", NOT_PERSONAL),
)
