"""What the judges of a statement look at, read once: its words, its verb, its numbers, how it ends."""

from __future__ import annotations

import re
from dataclasses import dataclass

from audit.claims.verbs import finite_verb, is_question_word
from audit.claims.vocabulary import subject_of, words_of

_STOP = re.compile(r"[.!?…][\"'”’“«»›‹)\]]*$")
_DIGIT = re.compile(r"\d")
# Numbers that state a result, unlike those of a dose, a time or a sample: shares, proportions, tests, comparisons.
_RESULT = re.compile(
    r"\d\s?%|\b[pP]\s?[<=>≤]|\b(?:HR|OR|RR|CI|NNT)\b.*\d|\d[\d.,]*[- ]?(?:fold|x|×|times)\b|"
    r"\b\d+ (?:in|out of|of|sur|von|de) \d|\d (?:million|billion|thousand)\b|"
    r":\s.{0,40}\d\s?(?:mg|mcg|µg|g|mL|ml|IU|units?|tablets?|capsules?|hours?)\b"
)
_TITLE_WORD = re.compile(r"^[\W_]*[A-ZÀ-Þ0-9]")
_SMALL_WORDS = frozenset(
    "a an and as at but by for from in into nor of on or per the to vs via with without "
    "et de la le des du und der die das".split()
)


@dataclass(frozen=True, slots=True)
class Features:
    """One statement without its markers. `count` is the number of its words, split at white space.

    verb: it has a finite verb in a main clause; asserts: so has a line that is no question or clause of one.
    stop: it ends like a sentence. number: it holds a digit.
    """

    text: str
    words: tuple[str, ...]
    count: int
    verb: bool
    asserts: bool
    stop: bool
    number: bool
    language: str = "en"
    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str, language: str = "en", names: frozenset[str] = frozenset()) -> Features:
        """Read `text`, which is folded and without markers. `names`: of the products that the document speaks of."""
        words = words_of(text)
        stop = _STOP.search(text[-6:]) is not None
        verb = finite_verb(words, language, sentence=stop) is not None
        return cls(
            text=text,
            words=tuple(words),
            count=text.count(" ") + 1,
            verb=verb,
            asserts=verb and not is_question_word(words[0]),
            stop=stop,
            number=_DIGIT.search(text) is not None,
            language=language,
            names=names,
        )

    @property
    def subject(self) -> str | None:
        """The first word that names a medical matter, be it a product of the document, or None."""
        return subject_of(self.words, self.names)

    @property
    def product(self) -> str | None:
        """The first word that names a product of the document, or None."""
        return next((word for word in self.words if word in self.names), None) if self.names else None

    @property
    def result(self) -> bool:
        """It gives a figure that states something."""
        return self.number and _RESULT.search(self.text) is not None

    @property
    def question(self) -> bool:
        """It ends with a question mark."""
        return self.text.rstrip("\"'”’»)").endswith("?")

    @property
    def title_case(self) -> bool:
        """Two or more words, each of which, but for small ones, begins with a capital."""
        content = [word for word in self.text.split() if word.lower() not in _SMALL_WORDS]
        return len(content) > 1 and all(map(_TITLE_WORD.match, content))
