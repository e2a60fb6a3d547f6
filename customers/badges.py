"""What a person has to know about a customer before anything else."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from ui.badges import Badge

PROSPECT = Badge("blue", "user-question", _("Prospect"))
END_USER = Badge("secondary", "home", _("End user"))
ATTENTION = Badge("orange", "alert-triangle", _("Attention"))
EXCLUDED = Badge("secondary", "bell-off", _("Not in maintenance lists"))
DEACTIVATED = Badge("secondary", "user-off", _("Deactivated"))


def badges_of(customer: Customer, on: date) -> list[Badge]:
    """The customer's marks on the day."""
    marks = [
        (customer.standing == Customer.Standing.PROSPECT, PROSPECT),
        (customer.standing == Customer.Standing.END_USER, END_USER),
        (customer.attention, ATTENTION),
        (customer.is_excluded(on), EXCLUDED),
        (customer.deactivated_on is not None, DEACTIVATED),
    ]
    return [badge for holds, badge in marks if holds]
