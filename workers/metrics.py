"""What sweeps and senders did, in the words of Prometheus."""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    start_http_server,
)

BUCKETS_S = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15)


class SweepMetrics:
    """The counters of one schedule."""

    def __init__(self) -> None:
        """Count from nothing."""
        self.registry = CollectorRegistry()
        self.rounds = Counter(
            "stamgast_sweep_rounds",
            "Rounds that a sweep made of all tenants.",
            ("use_case",),
            registry=self.registry,
        )
        self.failures = Counter(
            "stamgast_sweep_failures",
            "Tenants for whom a sweep failed.",
            ("use_case",),
            registry=self.registry,
        )
        self.wrong = Gauge(
            "stamgast_sweep_wrong",
            "What the last round found to be wrong: anything but 0 is for a person.",
            ("use_case",),
            registry=self.registry,
        )
        self.ended = Gauge(
            "stamgast_sweep_ended_timestamp_seconds",
            "When the last round ended.",
            ("use_case",),
            registry=self.registry,
        )


class SenderMetrics:
    """The counters of one sender of webhooks; a sender knows of few outcomes."""

    def __init__(self) -> None:
        """Count from nothing."""
        self.registry = CollectorRegistry()
        self.posts = Counter(
            "stamgast_webhook_posts",
            "Requests that were made to endpoints, by what became of them.",
            ("outcome",),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "stamgast_webhook_post_seconds",
            "How long an endpoint took, from connecting to its answer.",
            buckets=BUCKETS_S,
            registry=self.registry,
        )

    def posted(self, fault: str | None, took_s: float) -> None:
        """Count a request, and what was wrong with it if it was not taken."""
        self.posts.labels(fault or "delivered").inc()
        self.seconds.observe(took_s)


def serve(registry: CollectorRegistry, host: str, port: int) -> None:
    """Let whoever collects metrics ask, for as long as the process lives."""
    start_http_server(port, addr=host, registry=registry)
