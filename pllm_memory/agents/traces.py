"""Traces: what was exported cannot be forgotten, so what is shown of the memory should not get there.

Where a framework traces what models are sent, the block of the memory is in it. `hidden` takes it out of any value,
for example of what a LangSmith client sends, and `WithoutMemory` out of what OpenTelemetry exports:

    Client(hide_inputs=hidden, hide_outputs=hidden)
    BatchSpanProcessor(WithoutMemory(OTLPSpanExporter()))
"""

import copy
import re
from collections.abc import Sequence
from typing import Any, TypeVar

from pllm_memory.agents.rewrite import rewritten

T = TypeVar("T")

_OPEN, _CLOSE = r"(?:<|\\u003c|&lt;)", r"(?:>|\\u003e|&gt;)"  # as it is, and as JSON and HTML may write it
_BLOCK = re.compile(f"{_OPEN}memory{_CLOSE}.*?(?:{_OPEN}/memory{_CLOSE}|$)", re.DOTALL)
_HIDDEN = "<memory>[hidden]</memory>"


def hidden(value: T) -> T:
    """A value of whatever kind with each block of the memory in its texts replaced: what the fences enclose.

    A block that was cut off, because texts of spans have a largest length, is hidden to the end.
    """
    return rewritten(value, lambda text: _BLOCK.sub(_HIDDEN, text))


class WithoutMemory:
    """An exporter of OpenTelemetry, of spans or of log records, that hides the memory in what it hands to another.

    Args:
        exporter: The other one.
    """

    def __init__(self, exporter: Any) -> None:
        self._exporter = exporter

    def export(self, batch: Sequence[Any]) -> Any:
        """Exports copies in which the memory is hidden; what is given is not changed."""
        return self._exporter.export([_record(one) if hasattr(one, "log_record") else _span(one) for one in batch])

    def shutdown(self) -> None:
        """Shuts the other one down."""
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Lets the other one export what it has."""
        return self._exporter.force_flush(timeout_millis)


def _record(given: Any) -> Any:
    made, record = copy.copy(given), copy.copy(given.log_record)
    record.body, record.attributes = hidden(record.body), hidden(record.attributes)
    object.__setattr__(made, "log_record", record)  # a frozen one
    return made


def _span(span: Any) -> Any:
    from opentelemetry.sdk.trace import Event, ReadableSpan  # noqa: PLC0415  there are spans, so it is installed

    same = ("context", "parent", "resource", "links", "kind", "start_time", "end_time", "instrumentation_scope")
    return ReadableSpan(
        name=span.name,
        attributes=hidden(dict(span.attributes or {})),
        events=[Event(one.name, hidden(dict(one.attributes or {})), one.timestamp) for one in span.events],
        status=type(span.status)(span.status.status_code, hidden(span.status.description)),
        **{name: getattr(span, name) for name in same},
    )
