"""Fault: something wrong with what is kept, found by looking after it."""

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

__all__ = ["Fault", "Wrong"]


class Wrong(Protocol):
    """A kind of fault; each room that keeps something lists its own."""

    @property
    def value(self) -> str:
        """Its stable name."""
        ...

    @property
    def words(self) -> str:
        """What is wrong, in words that a count follows."""
        ...

    @property
    def can_be_repaired(self) -> bool:
        """Whether looking after it makes it good."""
        ...


Kind_co = TypeVar("Kind_co", bound=Wrong, covariant=True)


@dataclass(frozen=True, slots=True)
class Fault(Generic[Kind_co]):
    """One kind of fault: how many, and where (months, parts, files), the first few."""

    kind: Kind_co
    count: int
    where: tuple[str, ...] = ()

    @property
    def can_be_repaired(self) -> bool:
        """Whether looking after it makes it good."""
        return self.kind.can_be_repaired

    @property
    def says(self) -> str:
        """In words."""
        return f"{self.kind.words}: {self.count:,}" + (f" ({', '.join(self.where)})" if self.where else "")
