"""Every string of the page in two languages; what data are called stays as it is."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = {"en": "English", "zh": "中文"}
FOLDER = Path(__file__).parent / "words"


@cache
def catalogue(language: str) -> dict[str, str]:
    """Return the strings of a language by key."""
    text = (FOLDER / f"{language}.yaml").read_text(encoding="utf-8")
    found: dict[str, str] = yaml.safe_load(text)
    return found


class Words:
    """The strings of one language: ``words("run.left", minutes=3)``."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else "en"
        self._known = catalogue(self.language)

    def __call__(self, key: str, **fields: Any) -> str:
        """Return a string with its fields filled in."""
        text = self._known[key]
        return text.format(**fields) if fields else text

    def has(self, key: str) -> bool:
        """Tell whether this language has a string of its own for a key."""
        return key in self._known

    def starting(self, prefix: str) -> dict[str, str]:
        """Return the strings whose keys begin with a prefix, for the scripts of the page."""
        return {key: text for key, text in self._known.items() if key.startswith(prefix)}

    def listed(self, items: list[str]) -> str:
        """Join words as in a sentence."""
        if len(items) < 2:
            return "".join(items)
        return self("list.comma").join(items[:-1]) + self("list.and") + items[-1]

    def unit(self, unit: str) -> str:
        """Return a unit in this language, itself where there is no word for it."""
        if unit in ("1", "share", ""):
            return ""
        return self._known.get(f"unit.{unit}", unit)
