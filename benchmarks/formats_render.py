"""Write an article's HTML page again as DOCX, PDF (one and two columns) and JATS, for `benchmarks/formats.py`.

python benchmarks/formats_render.py PAGE.html FOLDER
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

# What stands before a power rather than a reference number: a number, or a single letter (r2, m2).
_EXPONENT = re.compile(r"(?:\b\d+|\b[^\W\d_])$")
_STYLE = """
@page {{ size: A4; margin: 2cm; @bottom-center {{ content: counter(page) }}
         @top-center {{ content: "Journal of Examples 2024; 12: 345" }} }}
body {{ font: 10pt serif; columns: {columns}; text-align: justify; hyphens: auto }}
h1 {{ column-span: all }}
sup {{ font-size: 65%; vertical-align: super; line-height: 0 }}
"""


def parts(page: Path) -> Iterator[tuple[str, Any]]:
    """The page's blocks in order: its kind (h1, h2, p, ul-li, ol-li) and its element."""
    from lxml import html

    body = html.fromstring(page.read_bytes(), parser=html.HTMLParser(encoding="utf-8")).find("body")
    for element in body:
        if element.tag in {"ul", "ol"}:
            for item in element:
                yield f"{element.tag}-li", item
        else:
            yield str(element.tag), element


def runs(element: Any) -> Iterator[tuple[str, bool]]:
    """The block's text as `(text, raised)`."""
    yield element.text or "", False
    for child in element:
        yield "".join(child.itertext()), child.tag == "sup"
        yield child.tail or "", False


def to_docx(page: Path, target: Path) -> None:
    """Superscripts as runs, the reference list as Word's numbered list."""
    import docx

    document = docx.Document()
    styles = {"h1": "Heading 1", "h2": "Heading 2", "p": "Normal", "ul-li": "List Bullet", "ol-li": "List Number"}
    for kind, element in parts(page):
        paragraph = document.add_paragraph(style=styles[kind])
        for text, raised in runs(element):
            if text:
                paragraph.add_run(text).font.superscript = raised or None
    document.save(str(target))


def to_pdf(page: Path, target: Path, columns: int) -> None:
    """WeasyPrint's rendering with running headers, page numbers, justified and hyphenated.

    The references of an article that cites by author and year are not numbered, as such articles print them.
    """
    from weasyprint import CSS, HTML

    gold = json.loads(page.with_name("gold.json").read_text(encoding="utf-8"))
    hanging = "ol { list-style: none; padding-left: 2em; text-indent: -2em }"
    unnumbered = hanging if gold.get("style") == "author-year" else ""
    style = CSS(string=_STYLE.format(columns=columns) + unnumbered)
    HTML(string=page.read_text(encoding="utf-8")).write_pdf(str(target), stylesheets=[style])


def to_jats(page: Path, target: Path) -> None:
    """A JATS-like article: superscripts as `<xref ref-type="bibr">` where they are reference numbers, `<ref-list>`."""
    blocks = list(parts(page))
    names = {str(number) for number in range(1, 1 + sum(kind == "ol-li" for kind, _ in blocks))}
    title, body, references, opened = "", "", "", False
    for kind, element in blocks:
        written = list(runs(element))
        before = ["", *(run for run, _ in written)]
        text = "".join(_jats_run(run, raised, names, before[at]) for at, (run, raised) in enumerate(written))
        if kind == "h1":
            title = text
        elif kind == "h2" and text != "References":
            body += f"{'</sec>' if opened else ''}<sec><title>{text}</title>"
            opened = True
        elif kind == "p":
            body += f"<p>{text}</p>"
        elif kind == "ul-li":
            body += f"<list><list-item><p>{text}</p></list-item></list>"
        elif kind == "ol-li":
            name = 1 + references.count("<ref ")
            citation = escape("".join(element.itertext()))
            references += f'<ref id="B{name}"><label>{name}</label><mixed-citation>{citation}</mixed-citation></ref>'
    target.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<article xml:lang="en"><front><article-meta><title-group>'
        f"<article-title>{title}</article-title></title-group></article-meta></front><body>{body}"
        f"{'</sec>' if opened else ''}</body><back><ref-list><title>References</title>{references}</ref-list>"
        "</back></article>",
        encoding="utf-8",
    )


def _jats_run(text: str, raised: bool, names: set[str], before: str) -> str:
    if not raised:
        return escape(text)
    labels = text.replace("–", "-").split(",")
    if _EXPONENT.search(before) or not all(part.strip() in names for label in labels for part in label.split("-")):
        return f"<sup>{escape(text)}</sup>"
    linked = []
    for label in text.split(","):
        name = label.strip().replace("–", "-").split("-")
        linked.append("-".join(f'<xref ref-type="bibr" rid={quoteattr("B" + part)}>{part}</xref>' for part in name))
    return f"<sup>{','.join(linked)}</sup>"


WRITERS: dict[str, Callable[[Path, Path], None]] = {
    "page.docx": to_docx,
    "page_1col.pdf": lambda page, target: to_pdf(page, target, 1),
    "page_2col.pdf": lambda page, target: to_pdf(page, target, 2),
    "page.xml": to_jats,
}


def render(page: Path, folder: Path) -> None:
    """Write every rendering of `page` into `folder`, those that are there already excepted."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, write in WRITERS.items():
        if not (folder / name).exists():
            write(page, folder / name)


if __name__ == "__main__":
    render(Path(sys.argv[1]), Path(sys.argv[2]))
