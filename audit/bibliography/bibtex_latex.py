r"""LaTeX as it stands in BibTeX fields, to text and back: `Jos{\'e}` is José, `50\%` is 50%, `{DNA}` is DNA.

Reading is tolerant: what is no LaTeX (a bare `%`, a lone `$`, an unknown command) stays as it is. Writing escapes what
LaTeX would take for its own and keeps accents as they are (`ascii_only` writes them as commands); braces always
balance, so that `to_text(to_latex(text)) == text` for every text.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import lru_cache
from typing import Final, Literal

_ACCENTS: Final = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a", "d": "\u0323",
    "b": "\u0331", "t": "\u0361", "G": "\u030f", "U": "\u030e", "f": "\u0311",
}  # fmt: skip
_ACCENT_OF: Final = {mark: name for name, mark in _ACCENTS.items()}

# what latexcodec does not know, or knows only in another form
_SYMBOLS: Final = {
    "textless": "<", "textgreater": ">", "textquoteright": "’", "textquoteleft": "‘", "textquotedblleft": "“",
    "textquotedblright": "”", "textquotedbl": '"', "textquotesingle": "'", "textasciigrave": "`", "textmu": "µ",
    "textasciitilde": "~", "textasciicircum": "^", "textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}",
    "lbrace": "{", "rbrace": "}", "slash": "/", "ng": "ŋ", "NG": "Ŋ", "i": "ı", "j": "ȷ", "ss": "ß", "SS": "SS",
    "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "times": "×", "pm": "±", "cdot": "·", "circ": "°", "degree": "°",
    "textdegree": "°", "sim": "~", "approx": "≈", "to": "→", "rightarrow": "→", "langle": "⟨", "rangle": "⟩",
    "infty": "∞", "mu": "μ", "ldots": "…", "dots": "…", "textellipsis": "…", "textbullet": "•",
    "textperiodcentered": "·",
    "varGamma": "Γ", "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX", "textunderscore": "_", "textdollar": "$",
    "textnumero": "№", "texttimes": "×", "textpm": "±", "guillemotleft": "«", "guillemotright": "»", "oe": "œ",
    "OE": "Œ", "quotesinglbase": "‚", "quotedblbase": "„", "glqq": "„", "grqq": "“", "flqq": "«", "frqq": "»",
    "lq": "‘",
    "rq": "’", "less": "<", "greater": ">", "textpertenthousand": "‱", "textperthousand": "‰", "textonehalf": "½",
    "newline": " ", "par": " ", "quad": " ", "qquad": " ", "linebreak": " ", "hfill": " ", "space": " ",
}  # fmt: skip
# commands that only say how their argument looks
_TRANSPARENT: Final = frozenset([
    "emph", "textit", "textbf", "textsc", "textsl", "texttt", "textrm", "textsf", "textup", "textmd", "textnormal",
    "text", "mbox", "hbox", "fbox", "ensuremath", "mathrm", "mathit", "mathbf", "mathsf", "mathcal", "mathbb",
    "mathfrak", "operatorname", "textsuperscript", "textsubscript", "sup", "sub", "url", "path", "nolinkurl",
    "enquote", "mkbibquote", "mkbibemph", "underline", "uline", "uppercase", "MakeUppercase", "lowercase",
    "MakeLowercase", "foreignlanguage", "bibstring", "natexlab",
])  # fmt: skip
_SWITCHES: Final = frozenset([
    "relax", "it", "bf", "sc", "sl", "tt", "rm", "sf", "em", "itshape", "bfseries", "scshape", "upshape", "mdseries",
    "normalfont", "rmfamily", "sffamily", "ttfamily", "small", "footnotesize", "large", "tiny", "protect", "bibcyr",
    "cyr", "selectfont", "leavevmode", "displaystyle", "textstyle", "nobreak", "allowbreak", "unskip", "ignorespaces",
    "nonumber", "left", "right", "boldmath",
])  # fmt: skip
_DROPPED: Final = frozenset([
    "vphantom", "hphantom", "phantom", "noopsort", "hspace", "vspace", "label", "bibinfo", "footnote",
])  # fmt: skip
_SECOND_COUNTS: Final = frozenset(["href", "foreignlanguage", "textcolor", "bibinfo"])

_SPECIAL: Final = re.compile(r"[\\{}$~`^_]|--|''")
_TOKEN: Final = re.compile(
    r"\\([A-Za-z]+)\*?[ \t\r\n]*|\\(.)|([{}$~^_])|(---?|``|''|`)|([^\\{}$~^_`'\-]+|[\\'\-])", re.DOTALL
)
_DEEPEST: Final = 40  # commands within arguments of commands; beyond, braces are only left out
_SPACES: Final = frozenset(" ,;:>\\\n\t/")


def to_text(latex: str) -> str:
    """The text that `latex` sets. Braces, math signs and commands go, accents and symbols come."""
    if not _SPECIAL.search(latex):
        return latex
    return unicodedata.normalize("NFC", _Reader(latex).read())


class _Reader:
    """Reads tokens one by one; `arguments` are commands that still wait for what they act on."""

    def __init__(self, latex: str) -> None:
        self.tokens = [match.groups() for match in _TOKEN.finditer(latex)]
        self.at = 0
        self.depth = 0
        dollars = sum(1 for token in self.tokens if token[2] == "$")
        self.dollar_is_math = dollars % 2 == 0
        self.in_math = False

    def read(self) -> str:
        out: list[str] = []
        while self.at < len(self.tokens):
            out.append(self._piece())
        return "".join(out)

    def _piece(self) -> str:
        """The text of the token at hand, which is consumed with all its arguments."""
        word, sign, special, ligature, text = self.tokens[self.at]
        self.at += 1
        if text is not None:
            return text
        if ligature is not None:
            return {"--": "–", "---": "—", "``": "“", "''": "”", "`": "‘"}[ligature]
        if special is not None:
            return self._special(special)
        return self._command(word) if word is not None else self._control_sign(sign or "")

    def _special(self, sign: str) -> str:
        if sign == "$":
            if not self.dollar_is_math:
                return sign
            self.in_math = not self.in_math
            return ""
        if sign == "~":
            return " "
        if sign in "^_":
            return "" if self.in_math else sign
        return ""  # a brace

    def _control_sign(self, sign: str) -> str:
        if sign in _ACCENTS:
            return self._accented(sign)
        if sign in _SPACES:
            return "" if sign == "/" else " "
        return "" if sign in "-@!()[]" else sign

    def _command(self, word: str) -> str:
        if word in _ACCENTS:
            return self._accented(word)
        if word in _DROPPED:
            self._argument()
            return ""
        if word in _SECOND_COUNTS:
            first = self._argument()
            return self._argument() or first
        if word in ("uppercase", "MakeUppercase"):
            return self._argument().upper()
        if word in ("lowercase", "MakeLowercase"):
            return self._argument().lower()
        if word in _TRANSPARENT or word in _SWITCHES:
            return ""
        symbol = _symbol(word)
        return "\\" + word + self._kept_space() if symbol is None else symbol

    def _kept_space(self) -> str:
        """An unknown command is kept as it is written, and what follows must not become part of its name."""
        following = self.tokens[self.at][4] if self.at < len(self.tokens) else None
        return " " if following and following[0].isalpha() else ""

    def _argument(self) -> str:
        """A group or one character, read; nothing at the end or before a closing brace."""
        if self.at >= len(self.tokens):
            return ""
        word, sign, special, ligature, text = self.tokens[self.at]
        if special == "{" and self.depth < _DEEPEST:
            self.depth += 1
            text = self._group()
            self.depth -= 1
            return text
        if special is not None or ligature is not None:
            return ""
        if text is not None:
            stripped = text.lstrip()
            if not stripped:
                self.at += 1
                return self._argument()
            self.tokens[self.at] = (None, None, None, None, stripped[1:])
            return stripped[0]
        self.at += 1
        if word is not None:
            return _symbol(word) or ""
        return sign or ""

    def _group(self) -> str:
        """What stands up to the brace that closes the one at hand; the rest where none does."""
        depth, end = 0, len(self.tokens)
        for index in range(self.at, len(self.tokens)):
            special = self.tokens[index][2]
            depth += (special == "{") - (special == "}")
            if depth == 0:
                end = index
                break
        self.at += 1
        out = []
        while self.at < end:
            out.append(self._piece())
        self.at = max(self.at, end + 1)
        return "".join(out)

    def _accented(self, accent: str) -> str:
        following = self.tokens[self.at] if self.at < len(self.tokens) else None
        if following is not None and following[4] is not None and not following[4].lstrip()[:1].isalpha():
            return "" if accent.isalpha() else accent  # nothing to put it on
        base = self._argument()
        if not base:
            return "" if accent.isalpha() else accent
        letter = {"ı": "i", "ȷ": "j"}.get(base[0], base[0])
        return unicodedata.normalize("NFC", letter + _ACCENTS[accent]) + base[1:]


def _latexcodec(direction: Literal["decode", "encode"], text: str) -> str:
    import latexcodec  # noqa: F401 (registers its codecs; 25 ms, and few files need it)

    codec = codecs.lookup("ulatex+ascii")
    return str((codec.decode if direction == "decode" else codec.encode)(text)[0])  # type: ignore[arg-type]


@lru_cache(maxsize=2048)
def _symbol(word: str) -> str | None:
    """The character that `\\word` sets, by our own table, else by latexcodec's."""
    if word in _SYMBOLS:
        return _SYMBOLS[word]
    for source in (f"\\{word}", f"$\\{word}$"):
        decoded = _latexcodec("decode", source).strip()
        if "\\" not in decoded and decoded.strip("$"):
            return decoded.strip("$")
    return None


_ESCAPES: Final = {
    "\\": r"{\textbackslash}", "{": r"{\textbraceleft}", "}": r"{\textbraceright}", "%": r"\%", "&": r"\&", "#": r"\#",
    "_": r"\_", "$": r"\$", "~": r"{\textasciitilde}", "^": r"{\textasciicircum}", "`": r"{\textasciigrave}",
}  # fmt: skip
_TO_ESCAPE: Final = re.compile(r"[\\{}%&#_$~^`]|-(?=-)|'(?=')")
_PUNCTUATION: Final = {
    "–": r"\textendash", "—": r"\textemdash", "“": r"\textquotedblleft", "”": r"\textquotedblright",
    "‘": r"\textquoteleft", "’": r"\textquoteright",
}  # fmt: skip
_NON_ASCII: Final = re.compile(r"[^\x00-\x7f]")


def to_latex(text: str, *, ascii_only: bool = False) -> str:
    """`text` for a field in braces: LaTeX's own characters escaped, ligatures prevented, accents as they are."""
    escaped = _TO_ESCAPE.sub(lambda match: _ESCAPES.get(match.group()) or match.group() + "{}", text)
    return _NON_ASCII.sub(lambda match: _command_for(match.group()), escaped) if ascii_only else escaped


@lru_cache(maxsize=2048)
def _command_for(character: str) -> str:
    """A LaTeX command for one character beyond ASCII; the character itself where there is none."""
    decomposed = unicodedata.normalize("NFD", character)
    if len(decomposed) == 2 and decomposed[1] in _ACCENT_OF and decomposed[0].isascii():
        name = _ACCENT_OF[decomposed[1]]
        return f"{{\\{name}{{{decomposed[0]}}}}}"
    try:
        command = _PUNCTUATION.get(character) or _latexcodec("encode", character).strip()
    except UnicodeError:
        return character
    command = command if command.startswith("$") else f"{{{command}}}"
    return command if to_text(command) == character else character


_WORD: Final = re.compile(r"[^\W_]+(?:[-'/+.][^\W_]+)*")
_INNER_CAPITAL: Final = re.compile(r"[^\W_].*[A-Z]")


def protect_capitals(latex: str) -> str:
    """`latex` with braces around words that a BibTeX style must not lower: `{DNA}`, `{PD-L1}`, `{mTOR}`, `{NETs}`."""
    if "{" in latex:
        return latex  # braces within braces are readable to nobody
    return _WORD.sub(lambda m: f"{{{m.group()}}}" if _INNER_CAPITAL.search(m.group()) else m.group(), latex)
