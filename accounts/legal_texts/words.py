"""The form of a text that people agree to."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Words:
    """A text in one language: `ask` stands beside the tick box, `sections` are heading and text."""

    title: str
    ask: str
    sections: tuple[tuple[str, str], ...]

    def for_institution(self, name: str) -> Words:
        def filled(text: str) -> str:
            return text.replace("{institution}", name)

        sections = tuple((filled(heading), filled(text)) for heading, text in self.sections)
        return replace(self, title=filled(self.title), ask=filled(self.ask), sections=sections)
