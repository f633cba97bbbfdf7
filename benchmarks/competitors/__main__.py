"""Serve a competitor: `python -m benchmarks.competitors NAME`, told by settings."""

import os
import sys
from uuid import UUID

import uvicorn

from benchmarks.competitors.bare import one_query, two_queries
from benchmarks.competitors.floor import floor
from benchmarks.competitors.graph import default_strawberry
from benchmarks.competitors.lanes import Lanes
from benchmarks.processes import HOST

APPLICATIONS = {
    "two-queries": two_queries,
    "one-query": one_query,
    "floor": floor,
    "strawberry": default_strawberry,
}


def main() -> None:
    """Serve until told to stop."""
    lanes = Lanes(
        url=os.environ["DATABASE_URL"], tenant=UUID(os.environ["BENCH_TENANT"])
    )
    uvicorn.run(
        APPLICATIONS[sys.argv[1]](lanes),
        host=HOST,
        port=int(os.environ["PORT"]),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
    )


if __name__ == "__main__":
    main()
