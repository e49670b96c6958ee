"""LaTeX's names of characters -> the characters."""

from __future__ import annotations

import unicodedata

_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi "
    "chi psi omega"
)
_UNICODE_GREEK = "αβγδεζηθικλμνξοπρστυφχψω"

SYMBOLS: dict[str, str] = {
    **dict(zip(_GREEK.split(), _UNICODE_GREEK, strict=True)),
    **{name.capitalize(): letter.upper() for name, letter in zip(_GREEK.split(), _UNICODE_GREEK, strict=True)},
    "varepsilon": "ε", "vartheta": "ϑ", "varphi": "φ", "varrho": "ρ", "varsigma": "ς", "textmu": "µ", "micro": "µ",
    "le": "≤", "leq": "≤", "leqslant": "≤", "ge": "≥", "geq": "≥", "geqslant": "≥", "ne": "≠", "neq": "≠", "ll": "≪",
    "gg": "≫", "approx": "≈", "sim": "∼", "simeq": "≃", "equiv": "≡", "propto": "∝", "pm": "±", "textpm": "±",
    "mp": "∓", "times": "×", "texttimes": "×", "cdot": "·", "cdots": "…", "div": "÷", "ast": "∗", "infty": "∞",
    "partial": "∂", "nabla": "∇", "sum": "∑", "prod": "∏", "int": "∫", "in": "∈", "notin": "∉", "subset": "⊂",
    "cup": "∪", "cap": "∩", "to": "→", "rightarrow": "→", "longrightarrow": "→", "textrightarrow": "→",
    "leftarrow": "←", "leftrightarrow": "↔", "Rightarrow": "⇒", "uparrow": "↑", "downarrow": "↓", "circ": "∘",
    "degree": "°", "textdegree": "°", "celsius": "°C", "percent": "%", "prime": "′", "dagger": "†", "dag": "†",
    "textdagger": "†", "ddagger": "‡", "ddag": "‡", "textdaggerdbl": "‡", "S": "§", "P": "¶", "copyright": "©",
    "textcopyright": "©", "textregistered": "®", "texttrademark": "™", "ldots": "…", "dots": "…", "textellipsis": "…",
    "bullet": "•", "textbullet": "•", "textasteriskcentered": "*", "textbackslash": "\\", "backslash": "\\",
    "textless": "<", "textgreater": ">", "lt": "<", "gt": ">", "textbar": "|", "vert": "|", "mid": "|",
    "textasciitilde": "~", "textasciicircum": "^", "textunderscore": "_", "lbrace": "{", "rbrace": "}", "lbrack": "[",
    "rbrack": "]", "textendash": "–", "textemdash": "—", "textquoteleft": "‘", "textquoteright": "’",
    "textquotedblleft": "“", "textquotedblright": "”", "guillemotleft": "«", "guillemotright": "»", "pounds": "£",
    "textsterling": "£", "euro": "€", "texteuro": "€", "EUR": "€", "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ",
    "OE": "Œ", "o": "ø", "O": "Ø", "aa": "å", "AA": "Å", "l": "ł", "L": "Ł", "i": "ı", "j": "ȷ", "dh": "ð", "th": "þ",
    "LaTeX": "LaTeX", "TeX": "TeX", "quad": " ", "qquad": " ", "space": " ", "hspace": " ", "newline": "\n",
    "linebreak": "\n", "\\": "\n", "%": "%", "&": "&", "$": "$", "#": "#", "_": "_", "{": "{", "}": "}", " ": " ",
    ",": "\u2009", ";": " ", ":": " ", "!": "", "/": "", "-": "", "@": "", "nobreakspace": " ", "slash": "/",
    "xspace": " ", "sqrt": "√", "langle": "⟨", "rangle": "⟩", "ell": "ℓ", "hbar": "ℏ", "min": "min", "max": "max",
    "log": "log", "ln": "ln", "exp": "exp", "sin": "sin", "cos": "cos", "lim": "lim", "Pr": "Pr", "bar": "",
    "checkmark": "✓", "star": "⋆", "triangle": "△", "square": "□", "perp": "⊥", "parallel": "∥", "forall": "∀",
    "exists": "∃", "neg": "¬", "land": "∧", "lor": "∨", "lVert": "‖", "rVert": "‖", "lvert": "|", "rvert": "|",
}  # fmt: skip

_ACCENTS = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a", "d": "\u0323",
    "b": "\u0331",
}  # fmt: skip


def is_accent(name: str) -> bool:
    """The macro sets an accent on its argument."""
    return name in _ACCENTS


def accented(name: str, base: str) -> str:
    """`base` with the accent that the macro `name` sets on its first letter."""
    base = base.replace("ı", "i").replace("ȷ", "j")
    if not base:
        return ""
    return unicodedata.normalize("NFC", base[0] + _ACCENTS[name]) + base[1:]
