from datetime import date, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenancy.models.country import Country

CLAIM_LASTS = timedelta(minutes=30)


class CompanyQuerySet(models.QuerySet["Company"]):
    """Companies of the installation."""

    def open(self) -> Self:
        """Companies at work: those that were not closed."""
        return self.filter(closed_on=None)


class Company(models.Model):
    """A firm that uses the application: the tenant. A global table, so it holds nothing about customers."""

    class Renewer(models.TextChoices):
        """Who answers for express renewals, unless a template or a contract says otherwise."""

        OFFICE = "office", _("Office")
        TECHNICIAN = "technician", _("Technician")

    slug = models.SlugField(_("address name"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    country = models.CharField(_("country"), max_length=2, choices=Country.choices)
    language = models.CharField(
        _("language"), max_length=2, choices=[("fr", _("French")), ("it", _("Italian")), ("en", _("English"))]
    )
    time_zone = models.CharField(_("time zone"), max_length=40)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")

    legal_name = models.CharField(_("legal name"), max_length=160, blank=True)
    legal_form = models.CharField(_("legal form and capital"), max_length=160, blank=True)
    registration = models.CharField(
        _("registration number"), max_length=60, blank=True, help_text=_("SIRET and RCS, or REA.")
    )
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    city = models.CharField(_("town"), max_length=80, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    pec = models.EmailField(_("PEC"), blank=True)
    website = models.CharField(_("website"), max_length=120, blank=True)
    mediator = models.TextField(
        _("consumer mediator"), blank=True, help_text=_("Name, address and website, printed on contracts.")
    )
    insurer = models.TextField(_("insurer"), blank=True, help_text=_("Name, contact and area covered."))
    privacy_recipients = models.TextField(
        _("who processes personal data for you"),
        blank=True,
        help_text=_("Hosting, e-mail, accounting: named in answers to who asks what you keep about her."),
    )
    logo = models.BinaryField(null=True, blank=True, editable=True)
    logo_type = models.CharField(max_length=20, blank=True, editable=False)

    renewal_control = models.CharField(
        _("renewals are decided by"), max_length=10, choices=Renewer.choices, default=Renewer.OFFICE
    )
    approve_answers = models.BooleanField(
        _("the office approves what technicians bring"), default=False,
        help_text=_("A renewal answered on a report waits until the office says yes."),
    )  # fmt: skip
    notify_businesses = models.BooleanField(_("also inform businesses before renewal"), default=False)
    keep_untold_fees = models.BooleanField(
        _("consumers keep their fee when no letter told the new one"), default=False,
        help_text=_("Otherwise the fee rises as the contract says, and an alert tells you."),
    )  # fmt: skip
    suspension_alert_days = models.PositiveSmallIntegerField(
        _("days after which a suspension without an end raises an alert"), default=60
    )
    visit_horizon_days = models.PositiveSmallIntegerField(_("days ahead to plan visits"), default=60)
    renewal_open_days = models.PositiveSmallIntegerField(
        _("days before the end a renewal may be answered"), default=60
    )
    email_stop_days = models.PositiveSmallIntegerField(_("days before closing when e-mail stops"), default=2)
    paper_stop_days = models.PositiveSmallIntegerField(_("days before closing when paper stops"), default=10)
    notice_window_days = models.PositiveSmallIntegerField(
        _("days the notice window stays open"), default=60, help_text=_("Italy only; France is fixed by law.")
    )
    night_hour = models.PositiveSmallIntegerField(
        _("hour of the night job"), default=3, validators=[MaxValueValidator(23)]
    )
    last_night = models.DateField(null=True, editable=False)
    last_night_at = models.DateTimeField(null=True, editable=False)
    night_sent_at = models.DateTimeField(null=True, editable=False)
    mails_per_hour = models.PositiveIntegerField(
        _("e-mails an hour at most"), default=0, help_text=_("What your mail provider allows; 0 is no limit.")
    )
    mail_paused = models.BooleanField(_("hold all e-mail"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    closed_on = models.DateField(null=True, blank=True, editable=False)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(night_hour__lte=23), name="company_night_hour_of_day"),
            models.CheckConstraint(condition=Q(country__in=Country.values), name="company_country_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The zone whose midnight changes the day."""
        return ZoneInfo(self.time_zone)

    def now(self) -> datetime:
        """This moment, in the company's zone."""
        return timezone.now().astimezone(self.zone)

    def today(self) -> date:
        """The day it is where the company works. Only entries (pages, commands, tasks) ask; below, ``on`` is given."""
        return self.now().date()

    def claim_night(self, at: datetime) -> bool:
        """Take tonight's job for this process; false when another took it within the last half hour.

        A claim whose worker died lapses, so a lost night is sent again.
        """
        lapsed = at - CLAIM_LASTS
        free = Company.objects.filter(pk=self.pk).exclude(night_sent_at__gt=lapsed)
        return bool(free.update(night_sent_at=at))

    def night_is_due(self, at: datetime) -> bool:
        """Whether tonight's job is owed at ``at``: its hour has come and it has not run for that day."""
        local = at.astimezone(self.zone)
        return local.hour >= self.night_hour and (self.last_night is None or self.last_night < local.date())
