"""A new version of the template a demo company sells most, and contracts that take it over at their next renewal.

It includes one service more, which pays for the consumables it needs.
"""

from datetime import date

from django.db.models import Count

from contracts.models import Contract, ContractTemplate, Coverage, Service, TemplateService
from contracts.template_versions.deciding import running, take_over
from contracts.template_versions.keeping import keep
from tenancy.models import User

SERVICE = {"FR": "Rappel du rendez-vous par SMS", "IT": "Promemoria dell’appuntamento via SMS"}
INCLUDED = {"FR": ("CTRL-EAU", "Contrôle de l’eau du réseau"), "IT": ("CTRL-ACQ", "Controllo dell’acqua")}
TAKING = 8


def sell_another_version(country: str, today: date, by: User) -> None:
    """Faster response, one more service and longer call-outs; those renewed last are told first."""
    template = ContractTemplate.objects.annotate(sold=Count("contracts")).order_by("-sold", "pk").first()
    if template is None:
        return
    keep(template)
    template.response_hours = 24
    template.call_outs = 3
    template.services = "\n".join([*template.services.splitlines(), SERVICE[country]])
    template.save()
    code, name = INCLUDED[country]
    service = Service.objects.create(code=code, name=name, kind=Service.Kind.SERVICE, unit=Service.Unit.YEAR)
    row = TemplateService.objects.create(template=template, service=service, visits_per_year=1, position=99)
    Coverage.objects.create(template_service=row, kind=Coverage.Kind.CONSUMABLES)
    keep(template)
    nearest: list[Contract] = list(running(template).filter(ends_after=None).order_by("runs_until", "pk"))
    take_over(nearest[:TAKING], today, by=by)
