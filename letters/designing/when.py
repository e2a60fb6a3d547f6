"""When a clause is printed: a closed list of conditions on the contract and its customer, all of which must hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Conclusion, RenewalKind
from customers.models.regime import LegalClass
from installed_base.duty_words import LEGAL_CLASSES
from tenancy.models import Country
from ui.formats import money

if TYPE_CHECKING:
    from letters.facts import Facts


class Signed(models.TextChoices):
    """Where a contract is signed, as far as a clause cares."""

    AWAY = "away", gettext_lazy("Away from the firm or at a distance")
    HERE = "here", gettext_lazy("At the firm")


CHOICES: Mapping[str, Any] = {
    "customer": LegalClass.choices,
    "country": Country.choices,
    "machines": LEGAL_CLASSES,
    "renewal": RenewalKind.choices,
}


@dataclass(frozen=True, slots=True)
class When:
    """What must be true for a clause to be printed; what is empty asks nothing.

    ``machines`` are classes of the law, one of which the contract looks after; fees are yearly, net, both included.
    """

    customer: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    machines: tuple[str, ...] = ()
    renewal: tuple[str, ...] = ()
    signed: str = ""
    fee_from: Decimal | None = None
    fee_to: Decimal | None = None

    def __bool__(self) -> bool:
        return self != When()

    def holds(self, facts: "Facts") -> bool:
        """Whether a clause is printed on these facts."""
        return (
            (not self.customer or facts.customer.legal_class in self.customer)
            and (not self.country or facts.customer.country in self.country)
            and (not self.renewal or facts.contract.renewal in self.renewal)
            and (not self.machines or not facts.machine_classes.isdisjoint(self.machines))
            and (not self.signed or _signed(facts.contract.conclusion) in {self.signed, ""})
            and (self.fee_from is None or facts.fee >= self.fee_from)
            and (self.fee_to is None or facts.fee <= self.fee_to)
        )

    def in_words(self) -> list[str]:
        """The conditions, one sentence each."""
        told = [
            ", ".join(str(dict(choices)[value]) for value in getattr(self, name) if value in dict(choices))
            for name, choices in CHOICES.items()
            if getattr(self, name)
        ]
        if self.signed:
            told.append(str(Signed(self.signed).label))
        if self.fee_from is not None:
            told.append(_("yearly fee from %(fee)s") % {"fee": money(self.fee_from)})
        if self.fee_to is not None:
            told.append(_("yearly fee up to %(fee)s") % {"fee": money(self.fee_to)})
        return told

    def as_json(self) -> dict[str, Any]:
        """What is kept: only what is asked."""
        kept: dict[str, Any] = {name: list(getattr(self, name)) for name in CHOICES if getattr(self, name)}
        if self.signed:
            kept["signed"] = self.signed
        kept |= {
            name: str(getattr(self, name))
            for name in ("fee_from", "fee_to")
            if getattr(self, name) is not None
        }
        return kept

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "When":
        """As ``as_json`` gave it."""
        return cls(
            **{name: tuple(kept.get(name, ())) for name in CHOICES},
            signed=kept.get("signed", ""),
            fee_from=Decimal(kept["fee_from"]) if "fee_from" in kept else None,
            fee_to=Decimal(kept["fee_to"]) if "fee_to" in kept else None,
        )


def _signed(conclusion: str) -> str:
    """Empty while nobody knows: a clause the law may want is then rather printed than left out."""
    if not conclusion:
        return ""
    return Signed.HERE if conclusion == Conclusion.ON_PREMISES else Signed.AWAY
