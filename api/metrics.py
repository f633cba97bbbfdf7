"""What is counted, in the words of Prometheus."""

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from starlette.requests import Request
from starlette.responses import Response

BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})


class Metrics:
    """The counters of one application."""

    def __init__(self) -> None:
        """Count from nothing."""
        self.registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        self.requests = Counter(
            "stamgast_requests_total",
            "Requests that were answered.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "stamgast_request_seconds",
            "How long it took to answer.",
            ("method", "route"),
            buckets=BUCKETS_S,
            registry=self.registry,
        )

        self.known: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def answered(self, method: str, route: str, status: int, took_s: float) -> None:
        """Count a request; a route is a pattern, so that there are few."""
        counters = self.known.get((method, route, status))
        if counters is None:
            counters = self._counters(method, route, status)
        counters[0].inc()
        counters[1].observe(took_s)

    def _counters(
        self, method: str, route: str, status: int
    ) -> tuple[Counter, Histogram]:
        """Return what counts such requests, which is remembered if there are few."""
        known = method if method in METHODS else "other"
        found = (
            self.requests.labels(known, route, str(status)),
            self.seconds.labels(known, route),
        )
        if known == method:
            self.known[method, route, status] = found
        return found

    async def show(self, request: Request) -> Response:
        """Answer whoever collects them."""
        del request
        return Response(
            generate_latest(self.registry),
            headers={"Content-Type": CONTENT_TYPE_LATEST},
        )
