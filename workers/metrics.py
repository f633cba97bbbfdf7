"""What sweeps did, in the words of Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Gauge, start_http_server


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

    def serve(self, host: str, port: int) -> None:
        """Let whoever collects them ask, for as long as the process lives."""
        start_http_server(port, addr=host, registry=self.registry)
