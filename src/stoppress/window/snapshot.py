"""Write what must outlast a restart to a file and read it again: JSON and plain arrays, with a version and a digest.

Nothing in the file is ever executed; one that was damaged or comes from elsewhere is refused with InputError.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from stoppress.domain.errors import InputError

_VERSION = 2  # changes with the format, and with whatever gives the terms of a window their meaning
_MOST = 1 << 36  # bytes of a part: more is a length that was damaged
_PIECE = 1 << 24  # bytes read or written at a time

Facts = dict[str, Any]
Arrays = Mapping[str, npt.NDArray[Any]]


def write(file: IO[bytes], kind: str, facts: Facts, arrays: Arrays) -> None:
    """Write facts (whatever JSON can hold) and arrays; the same contents give the same bytes."""
    columns = [[name, array.dtype.str, array.shape] for name, array in arrays.items()]
    head = json.dumps([facts, columns], separators=(",", ":")).encode()
    digest = hashlib.sha256()
    file.write(_magic(kind))
    for part in (len(head).to_bytes(8, "little"), head, *map(_bytes_of, arrays.values())):
        view = memoryview(part)
        for start in range(0, len(view), _PIECE):
            file.write(view[start : start + _PIECE])
            digest.update(view[start : start + _PIECE])
    file.write(digest.digest())


def read(file: IO[bytes], kind: str) -> tuple[Facts, dict[str, npt.NDArray[Any]]]:
    """Return the facts and arrays that were written; raises InputError for anything but that."""
    magic = _magic(kind)
    if file.read(len(magic)) != magic:
        raise InputError(f"it is no {kind}, or one of another version")
    try:
        return _read(file)
    except (ValueError, TypeError, MemoryError) as error:
        raise InputError("it is damaged") from error


def _read(file: IO[bytes]) -> tuple[Facts, dict[str, npt.NDArray[Any]]]:
    digest = hashlib.sha256()
    length = int.from_bytes(_take(file, 8, digest), "little")
    facts, columns = json.loads(_take(file, length, digest).tobytes())
    arrays = {}
    for name, kind, shape in columns:
        size = int(np.prod(shape)) * np.dtype(kind).itemsize
        arrays[name] = _take(file, size, digest).view(kind).reshape(shape)
    if file.read(digest.digest_size) != digest.digest():
        raise ValueError
    return facts, arrays


def _take(file: IO[bytes], size: int, digest: Any) -> npt.NDArray[np.uint8]:
    """Read so many bytes, not allotting much more than there are."""
    if not 0 <= size < _MOST:
        raise ValueError
    taken = np.empty(min(size, _PIECE), np.uint8)
    n_read = 0
    while n_read < size:
        piece = file.read(min(_PIECE, size - n_read))
        if not piece:
            raise ValueError
        if n_read + len(piece) > len(taken):
            taken.resize(min(size, 2 * len(taken)), refcheck=False)
        taken[n_read : n_read + len(piece)] = np.frombuffer(piece, np.uint8)
        digest.update(piece)
        n_read += len(piece)
    return taken


def _bytes_of(array: npt.NDArray[Any]) -> Any:
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8)


def _magic(kind: str) -> bytes:
    return f"stoppress {kind} {_VERSION}\n".encode()
