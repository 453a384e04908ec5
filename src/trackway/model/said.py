"""Said: a sentence in both languages of the house, 正體中文 first."""

from dataclasses import dataclass

__all__ = ["Said"]


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence, in Chinese and in English; a screen may show one or both, a terminal shows both."""

    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.zh} {self.en}"
