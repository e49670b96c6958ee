"""Readers: bytes of any format that reviewers hold in their hands -> Document.

`reading.read` picks the reader: one module a format, each with `read_document(source) -> Document`. They share
`source` (the bytes and their name), `formats` (which format it is), `encoding` (bytes -> characters) and `building`
(blocks and spans -> Document).
"""
