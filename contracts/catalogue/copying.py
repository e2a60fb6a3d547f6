"""A price list carried on into a new period, its prices raised by a percent."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from contracts.dates.fees import raised
from contracts.models import Price, PriceList
from tenancy.inserting import insert
from tenancy.months import ONE_DAY


@transaction.atomic
def carry_on(former: PriceList, *, name: str, starts_on: date, percent: Decimal, step: Decimal) -> PriceList:
    """A list for the same customers from a day on, with every price raised; items withdrawn from sale stay behind.

    The former list ends the day before when it would run beyond. Raises ValidationError when a third one is in the way.
    """
    former = PriceList.objects.select_for_update(of=("self",)).get(pk=former.pk)
    if starts_on <= former.starts_on:
        raise ValidationError(_("The new list begins after the one it carries on."))
    if former.ends_on is None or former.ends_on >= starts_on:
        former.ends_on = starts_on - ONE_DAY
        former.save(update_fields=["ends_on"])
    made = PriceList(name=name, group=former.group, starts_on=starts_on)
    if clash := made.overlapping().order_by("starts_on").first():
        raise ValidationError(
            _("“%(list)s” counts for the same customers from then on: change its days first.")
            % {"list": clash.name}
        )
    made.save()
    prices = former.prices.filter(service__archived_on=None).order_by("service_id")
    insert(
        [
            Price(price_list=made, service_id=price.service_id, amount=raised(price.amount, percent, step))
            for price in prices
        ]
    )
    return made
