"""What a template offers of the catalogue, at the prices of a customer's group, and the lines that come of it."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.utils.functional import cached_property

from contracts.catalogue.prices import Listed, ListPrices
from contracts.models import ContractTemplate, Coverage, Line, TemplateService
from customers.models import Customer


def group_of(customer_id: int | None) -> int | None:
    """The group whose price lists count for a customer."""
    if customer_id is None:
        return None
    return Customer.objects.filter(pk=customer_id).values_list("group_id", flat=True).first()


class Offer:
    """The services of a template for a customer on a day: two or three queries, none where it has none."""

    def __init__(self, template: ContractTemplate | None, customer_id: int | None, on: date) -> None:
        self.template, self.customer_id, self.on = template, customer_id, on

    @cached_property
    def rows(self) -> list[TemplateService]:
        """All of them, in order."""
        if self.template is None:
            return []
        return list(
            self.template.offered.select_related("service")
            .prefetch_related("coverages")
            .order_by("position", "pk")
        )

    @property
    def base(self) -> TemplateService | None:
        """What the fee of the contract is for."""
        return next((row for row in self.rows if row.mode == TemplateService.Mode.BASE), None)

    @property
    def included(self) -> list[TemplateService]:
        """Promised without a price of their own."""
        return [row for row in self.rows if row.mode == TemplateService.Mode.INCLUDED]

    @property
    def options(self) -> list[TemplateService]:
        """What may be added."""
        return [row for row in self.rows if row.mode == TemplateService.Mode.OPTION]

    @cached_property
    def _prices(self) -> ListPrices:
        return ListPrices(row.service_id for row in self.rows)

    @cached_property
    def _group(self) -> int | None:
        return group_of(self.customer_id)

    def listed(self, row: TemplateService) -> Listed | None:
        """The price of the list that counts."""
        return self._prices.of(row.service_id, self._group, self.on)

    def fee(self, row: TemplateService) -> Decimal | None:
        """The yearly fee of a service: nothing when included, an option's own price, else that of the list."""
        if row.mode == TemplateService.Mode.INCLUDED:
            return Decimal("0.00")
        if row.price is not None:
            return row.price
        listed = self.listed(row)
        visits = row.visits_per_year
        if row.mode == TemplateService.Mode.BASE and self.template is not None:
            visits = self.template.visits_per_year
        return listed.yearly(visits) if listed else None

    def coverage(self, service_id: int | None) -> list[Coverage]:
        """What the template says a service covers."""
        return [each for row in self.rows if row.service_id == service_id for each in row.coverages.all()]

    def lines(self, chosen: Collection[int]) -> list[Line]:
        """The lines of what is included and of the options chosen, by their ids; unsaved."""
        rows = [*self.included, *(row for row in self.options if row.pk in chosen)]
        return [
            Line(
                label=row.service.name,
                service=row.service,
                annual_fee=self.fee(row) or Decimal("0.00"),
                visits_per_year=row.visits_per_year,
            )
            for row in rows
        ]
