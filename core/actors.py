"""Who does something. An actor is a value, so a log row never hangs on a person's row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["borrower", "staff", "partner", "system"]


@dataclass(frozen=True)
class Actor:
    """`id` is a public id or user name, `label` what people read in a log (no personal data)."""

    kind: ActorKind
    id: str
    label: str

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("an actor needs an id: 'no actor' never means 'allowed'")

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.id}"


def System(name: str) -> Actor:  # noqa: N802 - reads as the value it makes
    """The platform itself, acting through the named process ("day-end", "outbox")."""
    return Actor(kind="system", id=name, label=name)
