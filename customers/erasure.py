"""What erasing a customer would do on a day: what goes, what a law keeps, what forbids it. Reads only."""

import json
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.db.models import ForeignKey, Q

from customers.merged import former_ids
from customers.models import Contact, Customer
from tenancy import erasing
from tenancy.acting import acting_company
from tenancy.belonging import Belongings, Loosened, belongings_of, is_frozen, subject_columns
from tenancy.erasing import Kept, Rows
from tenancy.models import OutboxMessage
from tenancy.standing import LegalDocument


class Erasure:
    """A customer, with those merged into her, as she would be erased."""

    def __init__(self, customer: Customer, on: date) -> None:
        self.customer, self.on = customer, on
        self.ids: list[int] = [customer.pk, *former_ids(customer)]

    @cached_property
    def belongings(self) -> Belongings:
        """Her row, those merged into her, and all that hangs on them."""
        return belongings_of(*Customer.everyone.filter(pk__in=self.ids))

    @cached_property
    def obstacles(self) -> list[LegalDocument]:
        """What forbids it, such as a running contract."""
        return erasing.obstacles_of(self.ids, self.on)

    @cached_property
    def kept(self) -> list[Kept]:
        """What laws keep."""
        return erasing.kept_of(self.ids, self.on, acting_company())

    @cached_property
    def everything(self) -> Rows:
        """All rows about her, frozen ones, papers and messages included."""
        found: Rows = {}
        for rows in (self.belongings.rows, self.belongings.frozen):
            for model, ids in rows.items():
                found.setdefault(model, set()).update(ids)
        own = list(found.items())
        for columns in subject_columns():
            if columns.stays:
                for model, ids in own:
                    about = set(columns.about(model, ids).values_list("pk", flat=True))
                    found.setdefault(columns.model, set()).update(about)
        for model, ids in erasing.papers_of(dict(own)).items():
            found.setdefault(model, set()).update(ids)
        found.setdefault(OutboxMessage, set()).update(self._written_to())
        return {model: ids for model, ids in found.items() if ids}

    @cached_property
    def goes(self) -> Rows:
        """The rows deleted now."""
        found: Rows = {}
        for model, ids in self.everything.items():
            share = erasing.share_of(model)
            if share is None or not share.goes:
                continue
            left = ids - self._kept_rows.get(model, set())
            if share.only:
                hers = model._base_manager.filter(**{"pk__in": left, f"{share.only}__in": self.ids})
                left = set(hers.values_list("pk", flat=True))
            if left:
                found[model] = left
        return found

    @cached_property
    def cleaned(self) -> Rows:
        """The rows that stay and lose what is personal."""
        found: Rows = {}
        for model, ids in self.everything.items():
            share = erasing.share_of(model)
            left = ids - self.goes.get(model, set())
            if share is not None and share.columns and left:
                found[model] = left
        return found

    @property
    def loosened(self) -> list[Loosened]:
        """Columns of rows that stay and point at one that goes; a customer under her hangs under nobody."""
        found = []
        for each in self.belongings.loosened:
            target: Any = each.model._meta.get_field(each.column.removesuffix("_id")).related_model
            if target is Customer or each.target_id in self.goes.get(target, set()):
                found.append(each)
        return found + self._loosened_of_hers()

    def _loosened_of_hers(self) -> list[Loosened]:
        """Columns of her own rows that stay: they may hang on one that goes and still be without it."""
        found = []
        for model, ids in self.everything.items():
            left = ids - self.goes.get(model, set())
            if not left or is_frozen(model):
                continue
            for column in model._meta.local_fields:
                target: Any = column.related_model
                if not isinstance(column, ForeignKey) or not column.null or target not in self.goes:
                    continue
                pairs = model._base_manager.filter(
                    **{"pk__in": left, f"{column.name}__in": self.goes[target]}
                ).values_list("pk", column.attname)
                found += [Loosened(model, column.attname, pk, key) for pk, key in pairs]
        return found

    @property
    def seal(self) -> str:
        """Changes when something is added or taken away; what was shown is what is done."""
        counts = sorted((model._meta.label_lower, sorted(ids)) for model, ids in self.goes.items())
        return sha256(
            json.dumps([counts, self.kept_facts, [each.name for each in self.obstacles]]).encode()
        ).hexdigest()

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each table go, by the table's label."""
        return {model._meta.label_lower: len(ids) for model, ids in self.goes.items()}

    @property
    def kept_facts(self) -> list[dict[str, Any]]:
        """What is kept, as the answer stores it."""
        return [
            {
                "why": each.reason,
                "name": each.name,
                "count": sum(len(ids) for ids in each.rows.values()),
                "until": each.until.isoformat(),
            }
            for each in self.kept
        ]

    @cached_property
    def _kept_rows(self) -> Rows:
        found: Rows = {}
        for each in self.kept:
            for model, ids in each.rows.items():
                found.setdefault(model, set()).update(ids)
        return found

    def _written_to(self) -> set[int]:
        """Messages to her addresses that are about nothing of hers."""
        own = Customer.everyone.filter(pk__in=self.ids).values_list("email", "pec")
        contacts = Contact.objects.filter(customer__in=self.ids).values_list("email", "pec")
        addresses = {address for pair in (*own, *contacts) for address in pair if address}
        wanted = Q(pk__in=())
        for address in addresses:
            wanted |= Q(recipient__iexact=address)
        return set(OutboxMessage.objects.filter(wanted).values_list("pk", flat=True))
