# ruff: noqa: E501 (sources and tables are read best as they are)
"""Every reader: what it makes of real files, how fast, in how much memory, and what is lost against HTML.

    python benchmarks/formats.py [--shared FOLDER] [--rendered FOLDER] [--no-score] [--command 'claim-audit extract {source}']

1. Each file of `data/formats`: what was read, or why it was refused.
2. Speed (by processor time, child processes included, libraries loaded) and peak memory by format, on the articles of
   `data/articles` repeated to a few megabytes, each in a process of its own. Allowed: ten times the file plus 200 MB.
3. The articles written again as DOCX, PDF in one and two columns, and JATS (`formats_render.py`), through
   `claim-audit extract` and `tools/score_links.py`: label F1 and words kept against those of the HTML page.

The PDF reader's rules were made while looking at the first eight articles by name; the other 23 were only measured,
and are shown apart (`--held` scores them alone).
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from formats_render import WRITERS, render

from audit.documents.reading import read
from audit.errors import InputError

ROOT = Path(__file__).parents[1]
SEEN = 8
_MEASURE = """
import json, resource, sys
from pathlib import Path
from audit.documents.reading import read
path = Path(sys.argv[1])
def spent():
    return sum(use.ru_utime + use.ru_stime for use in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))
read(path)
start = spent()
document = read(path)
seconds = spent() - start
own = int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({"seconds": seconds, "peak": (own + child) * 1024, "characters": len(document.text)}))
"""


def read_everything(folder: Path) -> None:
    """One line for each file: how it was read, or why not."""
    print(f"{'file':44} {'result':>10} {'blocks':>6} {'raised':>6} {'links':>5} {'cited':>5}  what")
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.parent == folder:
            continue
        name = str(path.relative_to(folder))
        try:
            document = read(path, name=name)
        except InputError as error:
            print(f"{name:44} {'refused':>10} {'':25}  {error.message}")
            continue
        print(
            f"{name:44} {'read':>10} {len(document.blocks):6} {len(document.superscripts):6} {len(document.links):5} "
            f"{len(document.citations):5}  {document.media_type.rpartition('/')[2][-40:]}"
        )


def measure(shared: Path, rendered: Path) -> None:
    """Speed and memory by format."""
    print(f"\n{'format':14} {'size':>9} {'speed':>24} {'peak memory':>12} {'allowed':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for name, path, unit, amount in _samples(shared, rendered, Path(folder)):
            done = subprocess.run(
                [sys.executable, "-c", _MEASURE, str(path)], capture_output=True, text=True, check=True, cwd=ROOT
            )
            found = json.loads(done.stdout)
            size = path.stat().st_size
            allowed = 10 * size + 200e6
            print(
                f"{name:14} {size / 1e6:6.2f} MB {amount / found['seconds']:15.1f} {unit:8} {found['peak'] / 1e6:9.0f} MB "
                f"{allowed / 1e6:6.0f} MB"
            )


def _samples(shared: Path, rendered: Path, folder: Path) -> list[tuple[str, Path, str, float]]:
    """`(name, file, unit, how many of it)`; articles are repeated to some megabytes."""
    import docx

    articles = sorted((shared / "articles").glob("*/page.html"))
    text = "".join(path.read_text(encoding="utf-8") for path in sorted((shared / "articles").glob("*/page_glued.txt")))
    pages = "".join(path.read_text(encoding="utf-8") for path in articles)
    marked = "".join(path.read_text(encoding="utf-8") for path in sorted((shared / "articles").glob("*/page.md")))
    made = [("text", ".txt", text * 20), ("html", ".html", "<html>" + pages * 4), ("markdown", ".md", marked)]
    tex = (shared / "formats/latex/arXiv-2501.01300v2_main.tex").read_text().partition("\\end{document}")[0]
    made.append(("latex", ".tex", tex * 30))
    jats = "".join(path.read_text(encoding="utf-8").partition("<body>")[2].partition("</body>")[0]
                   for path in sorted(rendered.glob("*/page.xml")))  # fmt: skip
    made.append(("jats", ".xml", f"<?xml version='1.0'?><article><body>{jats * 2}</body></article>"))
    samples = []
    for name, suffix, content in made:
        path = folder / f"sample{suffix}"
        path.write_text(content, encoding="utf-8")
        samples.append((name, path, "MB/s", path.stat().st_size / 1e6))
    document = docx.Document()
    for paragraph in text.split("\n")[:15_000]:
        document.add_paragraph(paragraph)
    document.save(str(folder / "sample.docx"))
    samples.append(("docx", folder / "sample.docx", "MB/s xml", _xml_size(folder / "sample.docx") / 1e6))
    from weasyprint import CSS, HTML

    style = CSS(string="body { font: 9pt serif; columns: 2; text-align: justify }")
    HTML(string=pages[:600_000]).write_pdf(str(folder / "sample.pdf"), stylesheets=[style])
    import pypdfium2

    count = len(pypdfium2.PdfDocument(str(folder / "sample.pdf")))
    return [*samples, ("pdf", folder / "sample.pdf", "pages/s", count)]


def _xml_size(path: Path) -> int:
    import zipfile

    with zipfile.ZipFile(path) as archive:
        return archive.getinfo("word/document.xml").file_size


def score(shared: Path, rendered: Path, command: str, held: bool) -> None:
    """Label F1 and words kept of each rendering, against the HTML page."""
    names = sorted(path.name for path in rendered.iterdir())
    with tempfile.TemporaryDirectory() as folder:
        for name in names[SEEN:] if held else names:
            shutil.copytree(rendered / name, Path(folder) / name)
        print(
            f"\n{'rendering':16} {'articles':>8} {'label F1':>9} {'against HTML':>13} {'words kept':>11} {'references':>11}"
        )
        base = None
        for variant in ("page.html", *WRITERS):
            tool = [
                sys.executable,
                str(shared.parent / "tools" / "score_links.py"),
                folder,
                variant,
                "--command",
                command,
            ]
            done = subprocess.run(tool, capture_output=True, text=True, check=True)
            found = json.loads(done.stdout.splitlines()[-1])
            base = found["f1"] if base is None else base
            print(
                f"{variant:16} {found['documents']:8} {found['f1']:9.4f} {found['f1'] - base:+13.4f} {found['kept']:11.4f} "
                f"{found['references']:11.4f}" + (f"  {found['failed']} failed" if found["failed"] else "")
            )


def render_all(shared: Path, rendered: Path) -> None:
    """Write the renderings that are missing."""
    start = time.perf_counter()
    for page in sorted((shared / "articles").glob("*/page.html")):
        folder = rendered / page.parent.name
        render(page, folder)
        for name in ("page.html", "gold.json"):
            shutil.copy(page.parent / name, folder / name)
    print(f"renderings in {rendered}, {time.perf_counter() - start:.0f} s", file=sys.stderr)


def main() -> None:
    """Run the parts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--rendered", type=Path, default=Path(tempfile.gettempdir()) / "claim-audit-rendered")
    parser.add_argument("--no-score", action="store_true")
    parser.add_argument("--held", action="store_true")
    parser.add_argument("--command", default=f"{sys.executable} -m audit extract {{source}}")
    options = parser.parse_args()
    render_all(options.shared, options.rendered)
    read_everything(options.shared / "formats")
    measure(options.shared, options.rendered)
    if not options.no_score:
        score(options.shared, options.rendered, options.command, options.held)


if __name__ == "__main__":
    main()
