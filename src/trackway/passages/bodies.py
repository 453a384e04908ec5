"""Bodies of HTTP requests as ClickHouse's clients send them: whole or chunked, packed or plain, or a form."""

import io
import zlib
from collections.abc import Mapping
from typing import Any, Protocol

import lz4.frame
import python_multipart
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, File

from trackway.model.errors import Invalid

__all__ = ["MAX_BODY_BYTES", "TooLarge", "form_fields", "read_body", "unpacked"]

MAX_BODY_BYTES = 64 * 1024 * 1024
"""A bulk batch of 250,000 passages has some 8 MB. Sixty-four callers at once still fit into memory."""
_LINE = 1024
_GZIP = 31
"""zlib's own number for "gzip, largest window"."""


class Readable(Protocol):
    """Where a body comes from."""

    def read(self, size: int, /) -> bytes:
        """So many bytes, fewer at the end."""
        ...

    def readline(self, size: int, /) -> bytes:
        """A line of at most so many bytes."""
        ...


class TooLarge(Invalid):
    """The request is larger than 64 MiB; send it in parts."""


def read_body(stream: Readable, length: str | None, coding: str | None) -> bytes:
    """The body as it came over the wire, never more than the limit."""
    if coding and coding.strip().lower() != "identity":
        if coding.strip().lower() != "chunked":
            raise Invalid(f"The transfer coding {coding[:40]!r} is not understood.")
        return _chunks(stream)
    if length is None:
        return b""
    if not length.strip().isdigit():
        raise Invalid(f"The length {length[:40]!r} is no number of bytes.")
    wanted = int(length)
    if wanted > MAX_BODY_BYTES:
        raise TooLarge
    return _exactly(stream, wanted)


def _chunks(stream: Readable) -> bytes:
    parts: list[bytes] = []
    total = 0
    while size := _chunk_size(stream):
        total += size
        if total > MAX_BODY_BYTES:
            raise TooLarge
        parts.append(_exactly(stream, size))
        if stream.readline(_LINE).strip():
            raise Invalid("A chunk of the request is longer than it says.")
    while stream.readline(_LINE).strip():  # trailers
        pass
    return b"".join(parts)


def _chunk_size(stream: Readable) -> int:
    line = stream.readline(_LINE).partition(b";")[0].strip()
    try:
        return int(line, 16)
    except ValueError:
        raise Invalid("A chunk of the request has no length.") from None


def _exactly(stream: Readable, size: int) -> bytes:
    got = stream.read(size)
    if len(got) < size:
        raise Invalid(f"The request broke off after {len(got)} of {size} bytes.")
    return got


def unpacked(body: bytes, encoding: str | None) -> bytes:
    """The body without its Content-Encoding, never more than the limit."""
    name = (encoding or "identity").strip().lower()
    if name == "identity":
        return body
    if name not in ("gzip", "lz4"):
        raise Invalid(f"The content encoding {name[:40]!r} is not understood; lz4 and gzip are.")
    unpack: Any = lz4.frame.LZ4FrameDecompressor() if name == "lz4" else zlib.decompressobj(_GZIP)
    try:
        plain = bytes(unpack.decompress(body, MAX_BODY_BYTES + 1))
    except (zlib.error, RuntimeError) as error:
        raise Invalid(f"The request could not be unpacked from {name}: {error}.") from error
    if len(plain) > MAX_BODY_BYTES:
        raise TooLarge
    if not unpack.eof:
        raise Invalid(f"The request's {name} data break off.")
    return plain


def form_fields(body: bytes, content_type: str) -> Mapping[str, str]:
    """The fields of a form: the client sends long lists of parameters that way."""
    found: dict[str, str] = {}

    def keep(field: Field) -> None:
        found[(field.field_name or b"").decode()] = (field.value or b"").decode()

    def refuse(_: File) -> None:
        raise Invalid("Files are not taken here.")

    try:
        python_multipart.parse_form({"Content-Type": content_type.encode()}, io.BytesIO(body), keep, refuse)
    except (FormParserError, UnicodeDecodeError) as error:
        raise Invalid(f"The form could not be read: {error}.") from error
    return found
