"""Did you mean: the known word that is most like one that is not known."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def closest(word: str, known: Iterable[str]) -> str | None:
    """Give the known word most like this one, None if none is like it."""
    words = {candidate.lower(): candidate for candidate in known}
    found = difflib.get_close_matches(word.lower(), words, n=1, cutoff=0.6)
    return words[found[0]] if found else None
