"""What happens to reference lists on their way into a page: lost spaces and stops, labels, line-break hyphens."""

from __future__ import annotations

import random
import re

from render import Pieces


def damaged(pieces: Pieces, chooser: random.Random) -> Pieces:
    """The pieces with realistic damage; labels stay with their characters."""
    pieces = [(text, label) for text, label in pieces if text]
    if chooser.random() < 0.3:
        number = chooser.randint(1, 160)
        pieces.insert(
            0,
            (
                chooser.choice(
                    [
                        f"{number}. ",
                        f"[{number}] ",
                        f"({number}) ",
                        f"{number}-",
                        f"{number} ",
                        f"{number}.",
                        f"[{number}]",
                    ]
                ),
                "H",
            ),
        )
    if chooser.random() < 0.06:  # a space lost after a stop
        spots = [i for i, (text, label) in enumerate(pieces) if label == "O" and text == ". "]
        if spots:
            spot = chooser.choice(spots)
            pieces[spot] = (".", "O")
    if (
        chooser.random() < 0.14 and len(pieces) > 2 and pieces[0][1] == "A" and pieces[1][1] == "O"
    ):  # as PMC flattens lists
        pieces[0] = (pieces[0][0].rstrip(". "), "A")
        pieces[1] = (" ", "O")
    if chooser.random() < 0.05:  # a stop lost between two parts
        spots = [i for i, (text, label) in enumerate(pieces) if label == "O" and text in {". ", ", "}]
        if spots:
            pieces[chooser.choice(spots)] = (" ", "O")
    if chooser.random() < 0.04:  # a word cut by a line break
        index = max(range(len(pieces)), key=lambda i: len(pieces[i][0]) if pieces[i][1] == "T" else 0)
        text, label = pieces[index]
        words = list(re.finditer(r"[a-z]{8,}", text))
        if words and label == "T":
            word = chooser.choice(words)
            cut = word.start() + 4
            pieces[index] = (text[:cut] + "- " + text[cut:], label)
    if chooser.random() < 0.03:
        pieces = [(text.replace(", ", ",") if label == "A" else text, label) for text, label in pieces]
    if chooser.random() < 0.02:
        pieces = [
            (text.replace(".", ". ").replace("  ", " ") if label == "O" else text, label) for text, label in pieces
        ]
    if chooser.random() < 0.05:
        pieces = [(text.replace("-", "‐") if label in {"T", "A", "G"} else text, label) for text, label in pieces]
    return pieces
