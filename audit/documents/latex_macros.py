"""How each LaTeX macro and environment is read. What is not named here is passed over, its groups are read."""

from __future__ import annotations

# Macros whose arguments are not text: how many `{}` groups are dropped (optional `[]` ones before them as well).
DROPPED = {
    "documentclass": 1, "usepackage": 1, "RequirePackage": 1, "bibliographystyle": 1, "pagestyle": 1, "nocite": 1,
    "thispagestyle": 1, "setlength": 2, "addtolength": 2, "setcounter": 2, "addtocounter": 2, "includegraphics": 1,
    "vspace": 1, "vspace*": 1, "hspace": 1, "hspace*": 1, "vskip": 0, "hypersetup": 1, "definecolor": 3, "color": 1,
    "ref": 1, "eqref": 1, "pageref": 1, "autoref": 1, "cref": 1, "Cref": 1, "nameref": 1, "newlabel": 2, "index": 1,
    "DeclareMathOperator": 2, "newtheorem": 2, "newenvironment": 3, "renewenvironment": 3, "newcounter": 1,
    "graphicspath": 1, "author": 1, "date": 1, "affil": 1, "affiliation": 1, "address": 1, "email": 1, "ead": 1,
    "institute": 1, "thanks": 1, "shorttitle": 1, "shortauthors": 1, "fntext": 1, "cortext": 1, "tnotetext": 1,
    "markboth": 2, "orcid": 1, "newlength": 1, "rule": 2, "captionsetup": 1, "sisetup": 1, "geometry": 1,
    "cline": 1, "cmidrule": 1, "arrayrulecolor": 1, "rowcolor": 1, "cellcolor": 1, "columncolor": 1,
     "setstretch": 1, "hyphenation": 1, "tikzset": 1, "usetikzlibrary": 1, "csdef": 2,
    "todo": 1, "phantom": 1, "hphantom": 1, "vphantom": 1, "stepcounter": 1, "refstepcounter": 1, "urlstyle": 1,
    "addcontentsline": 3, "ProcessOptions": 0, "raisebox": 1, "resizebox": 2, "scalebox": 1, "rotatebox": 1,
    "multicolumn": 2, "multirow": 2, "fontsize": 2, "linespread": 1, "PassOptionsToPackage": 2, "ifthenelse": 1,
    "bibfont": 0, "renewbibmacro": 1, "DeclareFieldFormat": 2, "shortauthor": 1, "subjclass": 1, "keywords": 1,
    "colorbox": 1, "textcolor": 1, "fcolorbox": 2, "setlist": 1, "label*": 1, "SetKwInput": 2, "vphantom*": 1,
}  # fmt: skip
HEADINGS = {
    "part": 1, "chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4, "paragraph": 5, "subparagraph": 6,
    "chapter*": 1, "section*": 2, "subsection*": 3, "subsubsection*": 4, "paragraph*": 5,
}  # fmt: skip
# Citations in the text of a sentence (`\citet`), in brackets (`\citep`), raised (`\supercite`).
TEXTUAL_CITES = frozenset({"citet", "citet*", "textcite", "textcite*", "Citet", "Textcite", "citealt", "citealt*",
                           "citeA", "citeauthor", "citeauthor*", "Citeauthor", "textcites"})  # fmt: skip
RAISED_CITES = frozenset({"supercite", "supercites", "textsupercite", "onlinecite", "textsuperscriptcite"})
CITES = TEXTUAL_CITES | RAISED_CITES | {
    "cite", "cite*", "citep", "citep*", "Citep", "parencite", "parencite*", "autocite", "autocite*", "autocites",
    "parencites", "cites", "footcite", "footcites", "footcitetext", "citealp", "citealp*", "citenum", "fullcite",
    "citeyear", "citeyearpar", "citeN", "citeNP", "citeyearNP", "citenp", "Cite", "Parencite", "Autocite", "smartcite",
    "nocitep",
}  # fmt: skip
SILENT_ENVIRONMENTS = frozenset({
    "comment", "tikzpicture", "pgfpicture", "CCSXML", "filecontents", "filecontents*", "picture", "highlights",
    "graphicalabstract", "keyword", "keywords", "IEEEkeywords",
})  # fmt: skip
VERBATIM_ENVIRONMENTS = frozenset({"verbatim", "verbatim*", "lstlisting", "minted", "Verbatim", "alltt"})
MATH_ENVIRONMENTS = frozenset({
    "equation", "equation*", "align", "align*", "gather", "gather*", "multline", "multline*", "eqnarray", "eqnarray*",
    "displaymath", "math", "split", "aligned", "flalign", "flalign*", "alignat", "alignat*", "array", "cases", "matrix",
    "pmatrix", "bmatrix",
})  # fmt: skip
LISTS = {"itemize": "", "enumerate": "1", "description": "", "compactitem": "", "compactenum": "1", "inparaenum": "1",
         "itemize*": "", "enumerate*": "1", "tablenotes": "", "compactdesc": ""}  # fmt: skip
TABLES = frozenset({"tabular", "tabular*", "tabularx", "longtable", "tabulary", "supertabular"})
# Arguments of `\begin{...}`: how many `{}` groups follow.
ENVIRONMENT_ARGUMENTS = {"tabular": 1, "tabular*": 2, "tabularx": 2, "longtable": 1, "tabulary": 2, "minipage": 1,
                         "multicols": 1, "thebibliography": 1, "array": 1, "wrapfigure": 2, "supertabular": 1,
                         "alignat": 1, "alignat*": 1, "adjustbox": 1, "minted": 1, "wraptable": 2}  # fmt: skip
