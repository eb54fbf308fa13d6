"""pgvector's half-precision vectors on the wire: what `halfvec_send` writes and `halfvec_recv` reads.

The Python package of pgvector makes an object of every vector, and asks the server four questions on every new
connection; here they stay the bytes that the columns are made of.
"""

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from psycopg.abc import AdaptContext, Buffer
from psycopg.adapt import Dumper, Loader
from psycopg.pq import Format
from psycopg.types import TypeInfo

_HEADER = struct.Struct(">HH")  # the number of dimensions, and a zero


@dataclass(frozen=True, slots=True)
class HalfVector:
    """A vector to be sent."""

    values: NDArray[np.float16]


class _Dumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: HalfVector) -> Buffer:
        return _HEADER.pack(len(obj.values), 0) + obj.values.astype(">f2").tobytes()


class _Loader(Loader):
    """Reads little-endian float16, as `rows.vectors_of` takes them."""

    format = Format.BINARY

    def load(self, data: Buffer) -> bytes:
        return np.frombuffer(data, ">f2", offset=_HEADER.size).astype("<f2").tobytes()


def register(context: AdaptContext, oid: int, array_oid: int) -> None:
    """Lets a connection send `HalfVector`, and lists of it, and read vectors as bytes."""
    TypeInfo("halfvec", oid, array_oid).register(context)
    dumper = type("HalfVectorDumper", (_Dumper,), {"oid": oid})
    context.adapters.register_dumper(HalfVector, dumper)
    context.adapters.register_loader(oid, _Loader)
