# ruff: noqa: E501 (sources and tables are read best as they are)
"""LaTeX."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.documents.reading import read, read_bytes
from audit.errors import InputError

BIBLIOGRAPHY = (
    "\\begin{thebibliography}{9}\\bibitem{kidd} Kidd M. \\newblock \\emph{Title}. 2015.\n"
    "\\bibitem{lee} Lee A. Other.\\end{thebibliography}"
)
CASES = {
    "citations without a known list": (
        r"A \cite{kidd,lee}. \citet{kidd} says~\citep[see][p.~3]{lee}. B\supercite{kidd}.",
        ["paragraph: A {[@kidd; @lee]=kidd,lee}. {@kidd=kidd!} says\u00a0{[@lee, p. 3]=lee}. B⟨{[@kidd]=kidd}⟩."],
    ),
    "citations as the list numbers them": (
        "A \\cite{lee,kidd}.\\supercite{lee}\n\n" + BIBLIOGRAPHY,
        ["paragraph: A {[2,1]=lee,kidd}.⟨{2=lee}⟩", "heading.2: References", "list-item.1 1: Kidd M. Title. 2015.",
         "list-item.1 2: Lee A. Other."],
    ),
    "citations by author and year": (
        r"\citet{k} and \citep{k}. \begin{thebibliography}{9}\bibitem[{Kidd et~al.(2015)Kidd, Lee}]{k} Kidd M. T."
        r"\end{thebibliography}",
        ["paragraph: {Kidd et al. (2015)=k!} and {(Kidd et al., 2015)=k}.", "heading.2: References", "list-item.1: Kidd M. T."],
    ),
    "characters": (
        "M\\\"uller \\'{e}t\\'e, \\c{c}a, \\ss{}x, 5\\,\\% -- ``so'' --- \\textgreater{} \\$3 \\& \\dag{} % comment\nend",
        ["paragraph: Müller été, ça, ßx, 5\u2009% – “so” — > $3 & † end"],
    ),
    "formulas and raised text": (
        "$p<0.05$, 10$^{3}$, rose.$^{1,2}$ CO$_2$ 37$^\\circ$C \\textsuperscript{4} $\\alpha \\geq \\frac{1}{2}$",
        ["paragraph: p<0.05, 10⟨3⟩, rose.⟨1,2⟩ CO‹2› 37°C ⟨4⟩ α≥1/2"],
    ),
    "structure": (
        "\\documentclass{article}\\title{The Title}\\author{Me}\\begin{document}\\maketitle\\begin{abstract}Short.\\end{abstract}"
        "\\section[s]{One \\& two}\\label{sec:one} Text.\n\nMore \\textbf{bold}.\n\\begin{enumerate}\\item a\\item b"
        "\\begin{itemize}\\item[x] c\\end{itemize}\\end{enumerate}\\begin{table}\\caption{Cap}\\begin{tabular}{ll}a & b\\\\ c & d"
        "\\end{tabular}\\end{table}\\begin{verbatim}\\x{y}\\end{verbatim}\\end{document} never",
        ["heading.1: The Title", "heading.2: Abstract", "paragraph: Short.", "heading.2: One & two", "paragraph: Text.",
         "paragraph: More bold.", "list-item.1 1: a", "list-item.1 2: b", "list-item.2: x c", "caption: Cap",
         "table-cell: a", "table-cell: b", "table-cell: c", "table-cell: d", "code: \\x{y}"],
    ),
    "footnotes, links, own macros": (
        "\\newcommand{\\drug}[1]{Drug-#1}\\def\\eg{e.g.} \\drug{X}\\footnote{Note.} \\href{https://x.org}{here} \\url{https://y.org/a_b} \\eg",
        ["paragraph: Drug-X⟨{1=fn1}⟩ [here->https://x.org] [https://y.org/a_b->https://y.org/a_b] e.g.",
         "heading.1: Footnotes", "list-item.1 1: Note."],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_latex(shown, name: str) -> None:
    text, expected = CASES[name]
    assert shown(text, ".tex") == expected


def test_files_beside_it_are_read_and_no_others(tmp_path: Path, shown) -> None:
    folder = tmp_path / "paper"
    folder.mkdir()
    (tmp_path / "secret.tex").write_text("secret")
    (folder / "part.tex").write_text("Part \\cite{lee}.\n\n\\input{main}")
    (folder / "main.bbl").write_text(BIBLIOGRAPHY)
    main = folder / "main.tex"
    main.write_text("Main.\n\n\\input{part}\n\\input{../secret}\n\\input{/etc/passwd}\n\\bibliography{refs}")
    (folder / "main").mkdir()
    document = read(main, name="main.tex")
    texts = [document.text[block.start : block.end] for block in document.blocks]
    assert "Part [2]." in texts and texts[-1] == "Lee A. Other." and "secret" not in document.text
    assert document.blocks[-1].anchors == ("lee",) and document.bibliographies == ()
    assert any("../secret" in note for note in document.notes)


def test_bibliographies_are_named_where_no_list_is_printed() -> None:
    document = read_bytes(b"x \\bibliography{a,b/c} \\addbibresource{d.bib}", name="t", suffix=".tex")
    assert document.bibliographies == ("a.bib", "b/c.bib", "d.bib")


def test_biblatex_lists_are_written_out(tmp_path: Path) -> None:
    (tmp_path / "m.tex").write_text("A \\cite{k}.\n\n\\printbibliography")
    (tmp_path / "m.bbl").write_text(
        "\\entry{k}{article}{}\n\\name{author}{1}{}{{{hash=1}{family={Kidd},given={Mark}}}}\n\\field{title}{On \\textit{x}}\n"
        "\\field{journaltitle}{Lancet}\n\\field{volume}{1}\\field{year}{2015}\n\\verb{doi}\n\\verb 10.1/a_b\n\\endverb\n\\endentry"
    )
    document = read(tmp_path / "m.tex", name="m.tex")
    assert document.text == "A [1].\nReferences\nKidd M. On x. Lancet. 2015;1. doi:10.1/a_b"


@pytest.mark.parametrize(
    "text",
    ["{" * 100_000, "\\[" * 50_000, "\\\\[" * 50_000, "\\cite[" * 30_000, "$" * 50_001, "\\textbf{" * 20_000,
     "\\def\\a{\\a\\a}\\a", "\\newcommand{\\a}{\\b\\b\\b\\b}\\newcommand{\\b}{\\c\\c\\c\\c}\\newcommand{\\c}{xxxx}" + "\\a" * 30_000,
     "\\begin{a}" * 20_000, "\\begin{verbatim}" * 5_000, "\\'" * 50_000, "%" * 100_000, "\\input{t}" * 500],
)  # fmt: skip
def test_hostile_latex_takes_no_time(text: str) -> None:
    start = time.process_time()
    with contextlib.suppress(InputError):
        read_bytes(text.encode(), name="t", suffix=".tex")
    assert time.process_time() - start < 20


_PIECES = st.sampled_from(
    ["\\cite{a}", "\\citet[x]{b}", "text ", "\n\n", "{", "}", "$", "^2", "_", "\\item ", "\\begin{itemize}", "\\textsuperscript{1}",
     "\\end{itemize}", "\\section{S}", "&", "\\\\", "%c\n", "\\begin{tabular}{l}", "\\end{tabular}", "\\footnote{n}", "[", "]",
     "\\bibitem{a}", "\\'", "\\begin{document}", "\\def\\x#1{y}", "\\x", "~", "``", "\\(", "\\)", "\\textbf{b}", "\\href{u}{v}"]
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(_PIECES, min_size=1, max_size=25))
def test_any_latex_keeps_the_invariants(sound, pieces: list[str]) -> None:
    try:
        document = read_bytes("".join(pieces).encode(), name="t", suffix=".tex")
    except InputError:
        return
    sound(document)
