"""Workers go through all tenants: here, those of their own tests."""

from tests.databases import own

database_url, engine, watch = own("workers")
