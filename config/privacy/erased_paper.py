"""The letter after a request for erasure: what was erased, what is kept, why and until when; or why not.

It is written from the answer that was kept, which no longer knows her name: the window of the envelope is left empty.
"""

from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext as _

from config.privacy.paper import STYLE
from config.privacy.told import told_answers
from customers.models import PrivacyAnswer
from letters.models import Paper
from letters.sheets import on_paper, render
from letters.spelling import long_day
from tenancy.models import Company


def erased_pdf(answer: PrivacyAnswer, company: Company) -> bytes:
    """The letter in the customer's language, else in that of her country; nothing is kept."""
    customer = answer.request.customer
    with translation.override(customer.letter_language):
        (told,) = told_answers([answer])
        html = get_template("config/pdf/privacy_erased.html").render(
            {
                **on_paper(company, customer.letter_language, Paper.objects.in_force()),
                "customer": customer,
                "references": [(_("Customer no.:"), customer.number)],
                "request": answer.request,
                "dated": ", ".join(filter(None, (company.city, long_day(answer.on)))),
                "refused": answer.kind == PrivacyAnswer.Kind.REFUSED,
                "told": told,
                "reasons": answer.reasons,
            }
        )
    return render(html, company, STYLE)
