"""Bytes -> characters, in any encoding that can be told, and characters -> characters that the street can rely on."""

from __future__ import annotations

import codecs
import re
import unicodedata

from audit.documents.source import Source

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_LINE_END = re.compile(r"\r\n?|[\u2028\u2029]")
_BINARY_BYTES = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]")
_HIGH_BYTES = re.compile(rb"[\x80-\xff]")
_UNDEFINED_IN_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_SAMPLE = 1 << 16
_SHORT = 200


def decode(source: Source, *, declared: str | None = None) -> str:
    """The source's text: by byte order mark, as UTF-8, as `declared` (an HTML or XML declaration), or as it looks.

    The result is clean (`clean`). Raises InputError for bytes that are no text in any encoding that can be told.
    """
    data = source.data
    for mark, name in _BOMS:
        if data.startswith(mark):
            return clean(data[len(mark) :].decode(name, errors="replace"))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = _decode_other(source, declared)
    else:
        if "\x00" in text:
            text = _decode_wide(source)
    return clean(text)


def clean(text: str) -> str:
    """Text in NFC with "\\n" as its line end and a space for every control character but tab and line end."""
    text = text.removeprefix("\ufeff")
    if "\r" in text or "\u2028" in text or "\u2029" in text:
        text = _LINE_END.sub("\n", text)
    if _CONTROL.search(text):
        text = _CONTROL.sub(" ", text)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _decode_wide(source: Source) -> str:
    """UTF-16 without a byte order mark: every other byte of Western text is zero."""
    data = source.data
    sample = data[:_SAMPLE]
    zeros = (sample[0::2].count(0), sample[1::2].count(0))
    if max(zeros) > 0.4 * len(sample) / 2 and min(zeros) < 0.02 * len(sample):
        return data.decode("utf-16-le" if zeros[1] > zeros[0] else "utf-16-be", errors="replace")
    raise source.error("is a binary file, not a document", hint="give a web page, Word, PDF, Markdown or text file")


def _decode_other(source: Source, declared: str | None) -> str:
    data = source.data
    sample = data[:_SAMPLE]
    if b"\x00" in sample:
        return _decode_wide(source)
    if len(_BINARY_BYTES.findall(sample)) > 0.01 * len(sample):
        raise source.error("is a binary file, not a document", hint="give a web page, Word, PDF, Markdown or text file")
    damaged = data.decode("utf-8", errors="replace")
    bad = damaged.count("\ufffd")
    high = sum(1 for _ in _HIGH_BYTES.finditer(data))
    if bad * 6 < high:  # UTF-8 with a few torn characters: no other encoding looks like that
        return damaged
    if declared and (text := _decode_as(data, declared)) is not None:
        return text
    return _decode_guessed(source)


def _decode_as(data: bytes, name: str) -> str | None:
    try:
        name = codecs.lookup(name).name
        if name in {"iso8859-1", "ascii", "utf-8"}:  # browsers read all three as windows-1252 when they do not fit
            name = "cp1252"
        return data.decode(name)
    except (LookupError, UnicodeDecodeError, ValueError):
        return None


def _decode_guessed(source: Source) -> str:
    data = source.data
    high = _HIGH_BYTES.findall(data)
    if (len(high) < 0.08 * len(data) or len(data) < _SHORT) and not _UNDEFINED_IN_CP1252.search(data):
        return data.decode("cp1252")
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    text = _decode_as(data, best.encoding) if best is not None else None
    if text is None and not _UNDEFINED_IN_CP1252.search(data):
        text = data.decode("cp1252")
    if text is None:
        raise source.error("is in an encoding that cannot be told", hint="save it as UTF-8")
    return text
