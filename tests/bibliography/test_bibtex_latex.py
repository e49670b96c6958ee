"""LaTeX in BibTeX fields, both ways."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.bibliography.bibtex_latex import protect_capitals, to_latex, to_text


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"Jos{\'e} M{\"u}ller", "José Müller"),
        (r"\'{E}tude de la fa{\c c}on", "Étude de la façon"),
        (r"\v{S}evi\v{c} {\v s} \c{s}", "Ševič š ş"),
        (r"\'\i \'{\i} {\'\i} \^{\i}le", "íí í île"),
        (r"\L{}\'od\'z, \O stergaard, {\AA}gren, Stra{\ss}e, \OE uvre", "Łódź, Østergaard, Ågren, Straße, Œuvre"),
        (r"{DNA} and {\em in vivo} \textit{BRCA1}", "DNA and in vivo BRCA1"),
        (r"$\beta$-blocker, $\alpha$ and $\geq$5 $\mathrm{CO}_2$", "β-blocker, α and ≥5 CO2"),
        (r"\textsuperscript{177}Lu, $^{68}$Ga, H$_2$O", "177Lu, 68Ga, H2O"),
        (r"50\% \& more \#1 a\_b \$5", "50% & more #1 a_b $5"),
        ("50% of US$ 5 & a_b", "50% of US$ 5 & a_b"),
        (r"1970--1971 --- ``quoted'' `x'", "1970–1971 — “quoted” ‘x'"),
        (r"J.~P.\ Smith\,Jr \textless{}5 {\textgreater}", "J. P. Smith Jr <5 >"),
        (r"\url{http://a.b/c_d} \href{http://x.y}{Title}", "http://a.b/c_d Title"),
        (r"{\uppercase{d}e} Mestier", "De Mestier"),
        (r"\"u \" \' \`", "ü \" ' `"),
        (r"unknown \frobnicate{x} and \@ and \-", r"unknown \frobnicatex and  and "),
        ("unbalanced {brace and }} more", "unbalanced brace and  more"),
        ("Müller, naïve, Łódź", "Müller, naïve, Łódź"),
    ],
)
def test_latex_is_read(latex: str, text: str) -> None:
    assert to_text(latex) == text


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("R&D 50% #1 a_b $5", r"R\&D 50\% \#1 a\_b \$5"),
        ("José Müller", "José Müller"),
        ("{x} \\y ~^`", r"{\textbraceleft}x{\textbraceright} {\textbackslash}y {\textasciitilde}{\textasciicircum}"
         r"{\textasciigrave}"),
        ("a--b ''c''", "a-{}-b '{}'c'{}'"),
    ],
)  # fmt: skip
def test_text_is_written(text: str, latex: str) -> None:
    assert to_latex(text) == latex


def test_accents_are_commands_where_a_file_must_be_ascii() -> None:
    assert to_latex("Müller, Łódź – β “x”", ascii_only=True) == (
        r"M{\"{u}}ller, {\L}{\'{o}}d{\'{z}} {\textendash} $\beta$ {\textquotedblleft}x{\textquotedblright}"
    )


def test_words_that_a_style_must_not_lower_are_protected() -> None:
    title = "Nothing But NET: PD-L1 and mTOR in NETs (SSTR2) by A. Smith"
    assert protect_capitals(title) == "Nothing But {NET}: {PD-L1} and {mTOR} in {NETs} ({SSTR2}) by A. Smith"


_DAMAGED = st.text(alphabet="\\{}$~^_`'-\"aibcdvuABC %&\n=.", max_size=60)


@given(st.one_of(st.text(max_size=60), _DAMAGED), st.booleans())
def test_every_text_survives(text: str, ascii_only: bool) -> None:
    text = unicodedata.normalize("NFC", text)
    latex = to_latex(text, ascii_only=ascii_only)
    assert to_text(latex) == text
    assert to_text(protect_capitals(latex)) == text
    assert latex.count("{") == latex.count("}")


@given(_DAMAGED)
def test_whatever_is_read_is_a_text_that_survives(latex: str) -> None:
    text = to_text(latex)
    assert to_text(to_latex(text)) == text
