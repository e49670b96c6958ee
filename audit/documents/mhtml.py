"""Web pages that a browser saved as a single file (MHTML)."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.message import Message

from audit.documents import html
from audit.documents.source import Source
from audit.model import Document


def read_document(source: Source) -> Document:
    """Read the page of a saved web archive: its first HTML part."""
    message = message_from_bytes(source.data)
    for part in message.walk():
        if isinstance(part, Message) and part.get_content_type() == "text/html":
            data = part.get_payload(decode=True)
            if isinstance(data, bytes) and data:
                page = html.read_document(Source(data, source.name, ".html"))
                return replace(page, sha256=source.sha256, media_type="multipart/related")
    raise source.error("is a web archive without a page", hint="save the page as HTML")
