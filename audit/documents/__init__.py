"""Readers: bytes of any format that reviewers hold in their hands -> Document.

`reading.read` picks the reader; one module a format, each with `read_document(source) -> Document`. What they share:
`source` (the bytes and their name), `formats` (which format it is), `encoding` (bytes -> characters), `building` (blocks
and spans -> Document).
"""
