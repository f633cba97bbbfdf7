"""Traces for OpenTelemetry: what led to what, and the words of nobody.

The libraries are an extra, `traces`, and are loaded where traces are sent somewhere.
Where to, and how many, is said by the variables that OpenTelemetry defines.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from domain.kernel import Refusal, tracing
from domain.kernel.tracing import Attributes, Place, Side, Span
from domain.settings import Settings

TRACEPARENT = "traceparent"
# How long a collector that is away is tried, and may keep a process from ending.
WAIT_S = 2


class TracesMissingError(Exception):
    """Traces are to be sent somewhere, and what sends them is not installed."""


@contextmanager
def traced(settings: Settings, process: str) -> Generator[None]:
    """Send traces of a process for as long as it runs, if that is wanted at all."""
    if settings.traces_to is None:
        yield
        return
    try:
        sdk = import_module("opentelemetry.sdk.trace")
        export = import_module("opentelemetry.sdk.trace.export")
        resources = import_module("opentelemetry.sdk.resources")
        otlp = import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
    except ModuleNotFoundError as missing:
        message = "Traces need the extra `traces`: pip install 'stamgast[traces]'"
        raise TracesMissingError(message) from missing
    # The environment may say more of who we are, and call us by another name.
    ours = resources.Resource({"service.name": f"stamgast-{process}"})
    theirs = resources.OTELResourceDetector().detect()
    provider = sdk.TracerProvider(resource=ours.merge(theirs))
    to = f"{settings.traces_to}/v1/traces"
    sender = otlp.OTLPSpanExporter(endpoint=to, timeout=WAIT_S)
    provider.add_span_processor(export.BatchSpanProcessor(sender))
    with tracing.traced_by(tracer(provider)):
        yield
    provider.shutdown()


def tracer(provider: Any) -> "OpenTelemetry":
    """Return what writes down for a provider of OpenTelemetry's."""
    api = import_module("opentelemetry.trace")
    w3c = import_module("opentelemetry.trace.propagation.tracecontext")
    return OpenTelemetry(
        api=api,
        propagator=w3c.TraceContextTextMapPropagator(),
        tracer=provider.get_tracer("stamgast"),
        nowhere=import_module("opentelemetry.context").Context(),
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """A span of OpenTelemetry's."""

    span: Any

    def tell(self, attributes: Attributes, name: str | None = None) -> None:
        """Say more of it, or how it is called."""
        self.span.set_attributes(attributes)
        if name is not None:
            self.span.update_name(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTelemetry:
    """Writes down what takes place by OpenTelemetry's libraries."""

    api: Any
    propagator: Any
    tracer: Any
    nowhere: Any

    def here(self) -> Place | None:
        """Return where we are, for whoever goes on from there."""
        carrier: dict[str, str] = {}
        self.propagator.inject(carrier)
        return carrier.get(TRACEPARENT)

    @contextmanager
    def span(
        self,
        name: str,
        side: Side,
        attributes: Attributes,
        after: Sequence[Place | None] | None,
    ) -> Generator[Span]:
        """Have a block be part of what is around it, or go on after what is given."""
        context, links = self._led_to(after)
        kind = self.api.SpanKind[side.name]
        with self.tracer.start_as_current_span(
            name,
            context=context,
            kind=kind,
            attributes=attributes,
            links=links,
            # It would write down what an error says, which may be a customer's words.
            record_exception=False,
            set_status_on_exception=False,
        ) as opened:
            try:
                yield _Told(opened)
            except BaseException as error:
                opened.set_attribute("error.type", type(error).__qualname__)
                # To refuse is an answer.
                if not isinstance(error, Refusal):
                    opened.set_status(self.api.StatusCode.ERROR)
                raise

    def _led_to(self, after: Sequence[Place | None] | None) -> tuple[Any, list[Any]]:
        """Return whose child a span is, and whose follower; of None, as it comes."""
        if after is None:
            return None, []
        places = [self._context(each) for each in after if each is not None]
        if not places:
            return self.nowhere, []
        first, *others = places
        spans = (self.api.get_current_span(each) for each in others)
        return first, [self.api.Link(each.get_span_context()) for each in spans]

    def _context(self, place: Place) -> Any:
        return self.propagator.extract({TRACEPARENT: place}, context=self.nowhere)
