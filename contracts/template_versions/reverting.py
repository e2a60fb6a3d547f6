"""A take-over that a renewal applied, taken back with it: rules, lines, services and coverage are what they were."""

from decimal import Decimal
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from contracts.models import Contract, Line, TakeOver, Term
from contracts.template_versions.applying import recover
from contracts.template_versions.values import plain, typed
from tenancy.inserting import update


class Applied:
    """The take-over a term was written with, if any. Two queries; one where there is none."""

    def __init__(self, contract: Contract, term: Term) -> None:
        found = TakeOver.objects.filter(contract=contract, applied_on=term.starts_on, undone_at=None)
        self.row: TakeOver | None = found.select_related("version").first()
        self.contract = contract
        self.lines = {line.pk: line for line in contract.lines.all()} if self.row else {}

    @property
    def effect(self) -> dict[str, Any]:
        """What applying it did."""
        return self.row.effect if self.row else {}

    @property
    def fees(self) -> dict[int, Decimal]:
        """The yearly fees of lines before they took another over, by line."""
        if self.row is None:
            return {}
        return {
            int(key): Decimal(self.row.lines[key]["annual_fee"][0])
            for key, names in self.effect.get("lines", {}).items()
            if "annual_fee" in names
        }

    @property
    def made(self) -> set[int]:
        """The lines of new services, by their keys."""
        return set(self.effect.get("made", ()))

    def before(self, name: str) -> Any:
        """What a rule of the contract was before."""
        if self.row is not None and name in self.effect.get("rules", ()):
            return typed(name, self.row.rules[name][0])
        return getattr(self.contract, name)

    def obstacles(self) -> list[str]:
        """Why it cannot be taken back, sentences with the place of ``%(number)s``."""
        if self.row is None:
            return []
        if "rules" not in self.effect:
            return [_("With term %(number)s the contract took over another version of its template.")]
        if TakeOver.objects.waiting().filter(contract=self.contract).exists():
            return [_("A further version of the template waits to be taken over: undo that first.")]
        if self._changed():
            return [_("What term %(number)s took over from the template was changed since.")]
        return []

    def _changed(self) -> bool:
        assert self.row is not None  # noqa: S101 - asked of one there is
        rules = [
            plain(getattr(self.contract, name)) != self.row.rules[name][1] for name in self.effect["rules"]
        ]
        lines = [
            int(key) not in self.lines
            or plain(getattr(self.lines[int(key)], name)) != self.row.lines[key][name][1]
            for key, names in self.effect.get("lines", {}).items()
            for name in names
        ]
        return any(rules) or any(lines) or not self.made <= set(self.lines)

    def revert(self) -> None:
        """Put back what it changed but the fees, which the renewal puts back; it waits again.

        The visits of the term must be gone: lines of new services go too.
        """
        if self.row is None:
            return
        row, contract = self.row, self.contract
        for name in self.effect["rules"]:
            setattr(contract, name, typed(name, row.rules[name][0]))
        contract.template_version_id = self.effect["version"]
        anchor = self.effect["anchor_on"]
        contract.anchor_on = parse_date(anchor) if anchor else None
        contract.anchor_term = self.effect["anchor_term"]
        update([contract], [*self.effect["rules"], "template_version_id", "anchor_on", "anchor_term"])
        self._put_lines_back(row)
        if keys := self.effect.get("covers"):
            recover({int(key): row.offer["covers"][key][::-1] for key in keys})
        for line in Line.objects.filter(pk__in=self.made):
            line.delete()
        row.applied_on, row.effect = None, {}
        row.save(update_fields=["applied_on", "effect"])

    def _put_lines_back(self, row: TakeOver) -> None:
        touched = []
        for key, names in self.effect.get("lines", {}).items():
            line = self.lines[int(key)]
            for name in names:
                if name != "annual_fee":
                    setattr(line, name, typed(name, row.lines[key][name][0]))
            touched.append(line)
        if touched:
            update(touched, ["visits_per_year", "visit_month", "visit_position"])
        ended = []
        for key, day in self.effect.get("ended", {}).items():
            if (gone := self.lines.get(int(key))) is not None:
                gone.ends_on = parse_date(day) if day else None
                ended.append(gone)
        if ended:
            update(ended, ["ends_on"])
