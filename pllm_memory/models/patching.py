"""Other weights in an ONNX file: its tensors are found by their names, and overwritten where they lie.

An ONNX file is one protobuf message. Of its many fields only the few are read here that say where a tensor's bytes
are (`ModelProto.graph`, `GraphProto.initializer`, and `dims`, `data_type`, `name`, `raw_data` of a `TensorProto`;
onnx.proto3): nothing is moved, so nothing else needs to be understood, and the onnx package need not be installed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pllm_memory.errors import ModelError

_GRAPH, _INITIALIZER, _DIMS, _TYPE, _NAME, _RAW = 7, 5, 1, 2, 8, 9
_TYPES: Mapping[int, type[np.generic]] = {1: np.float32, 3: np.int8, 7: np.int64}


@dataclass(frozen=True, slots=True)
class Tensor:
    """Where a tensor's bytes are in the file, and what they are."""

    kind: type[np.generic]
    shape: tuple[int, ...]
    start: int
    stop: int


class _Field(NamedTuple):
    number: int
    value: int
    """Of a number: itself; of bytes: where they begin."""
    stop: int


def tensors(content: bytes) -> dict[str, Tensor]:
    """The tensors of a file by their names, in the file's order; those of kinds that nobody here asks for left out.

    Raises:
        ModelError: If it is no ONNX file.
    """
    try:
        return dict(_tensors(content))
    except (IndexError, UnicodeDecodeError) as error:
        raise ModelError("this is no ONNX file") from error


def values(content: bytes, tensor: Tensor) -> NDArray[np.generic]:
    """What a tensor holds."""
    return np.frombuffer(content[tensor.start : tensor.stop], tensor.kind).reshape(tensor.shape)


def patched(content: bytes, new: Mapping[str, NDArray[np.generic]]) -> bytes:
    """The file with other values in some of its tensors.

    Raises:
        ModelError: If one of them is not there, or is of another shape or kind.
    """
    known, changed = tensors(content), bytearray(content)
    for name, value in new.items():
        place = known.get(name)
        if place is None or (place.kind, place.shape) != (value.dtype.type, value.shape):
            raise ModelError(f"the ONNX file has no tensor {name!r} of shape {value.shape} and kind {value.dtype}")
        changed[place.start : place.stop] = value.tobytes()
    return bytes(changed)


def _tensors(content: bytes) -> Iterator[tuple[str, Tensor]]:
    for graph in _fields(content, 0, len(content)):
        if graph.number == _GRAPH:
            for one in _fields(content, graph.value, graph.stop):
                if one.number == _INITIALIZER:
                    yield from _tensor(content, one)


def _tensor(content: bytes, field: _Field) -> Iterator[tuple[str, Tensor]]:
    name, shape, kind, raw = "", list[int](), 0, None
    for one in _fields(content, field.value, field.stop):
        if one.number == _DIMS:
            shape += _numbers(content, one)
        elif one.number == _TYPE:
            kind = one.value
        elif one.number == _NAME:
            name = content[one.value : one.stop].decode()
        elif one.number == _RAW:
            raw = one
    if raw and kind in _TYPES:
        yield name, Tensor(_TYPES[kind], tuple(shape), raw.value, raw.stop)


def _numbers(content: bytes, field: _Field) -> Iterator[int]:
    """A number, or several that are packed."""
    if field.stop < 0:
        yield field.value
        return
    place = field.value
    while place < field.stop:
        value, place = _varint(content, place)
        yield value


_VARINT, _LONG, _BYTES, _SHORT = 0, 1, 2, 5
"""How a value is written: the wire types of protobuf."""


def _fields(content: bytes, place: int, stop: int) -> Iterator[_Field]:
    while place < stop:
        key, place = _varint(content, place)
        wire = key & 7
        if wire == _VARINT:
            value, place = _varint(content, place)
            yield _Field(key >> 3, value, -1)
        elif wire in (_BYTES, _LONG, _SHORT):
            size, place = _varint(content, place) if wire == _BYTES else ({_LONG: 8, _SHORT: 4}[wire], place)
            yield _Field(key >> 3, place, place + size)
            place += size
        else:
            raise IndexError(place)


def _varint(content: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = content[place]
        value |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if byte < 128:
            return value, place
