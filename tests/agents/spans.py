"""What OpenTelemetry exports, as it is and with the memory hidden, of all frameworks that ask for the global tracer."""

from functools import cache

from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from pllm_memory.agents import WithoutMemory, hidden


class Spans:
    def __init__(self):
        self._raw, self._hidden = InMemorySpanExporter(), InMemorySpanExporter()
        self.provider = TracerProvider()
        self.provider.add_span_processor(SimpleSpanProcessor(self._raw))
        self.provider.add_span_processor(SimpleSpanProcessor(WithoutMemory(self._hidden)))

    def raw(self):
        return [span.to_json() for span in self._raw.get_finished_spans()]

    def hidden(self):
        return [span.to_json() for span in self._hidden.get_finished_spans()]

    def clear(self):
        self._raw.clear()
        self._hidden.clear()


@cache
def spans():
    """Those of this process: OpenTelemetry has one provider, for good."""
    made = Spans()
    trace.set_tracer_provider(made.provider)
    return made


class Told:
    """What is traced by other means than OpenTelemetry."""

    def __init__(self):
        self.told = []

    def raw(self):
        return self.told

    def hidden(self):
        return hidden(self.told)

    def clear(self):
        self.told.clear()
