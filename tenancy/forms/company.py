from functools import cache
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _
from stdnum.eu import vat
from stdnum.exceptions import ValidationError as WrongNumber

from tenancy import logo
from tenancy.models import Company
from ui.forms import SuffixInput

AREAS = ("Europe/", "America/", "Indian/", "Pacific/", "Atlantic/")
DAYS = ("visit_horizon_days", "renewal_open_days", "email_stop_days", "paper_stop_days", "notice_window_days",
        "suspension_alert_days")  # fmt: skip
LONGEST = {"visit_horizon_days": 730, "renewal_open_days": 365, "notice_window_days": 365,
           "suspension_alert_days": 3650}  # fmt: skip


@cache
def zones() -> list[tuple[str, str]]:
    """Time zones where French and Italian companies may work, the usual two first."""
    usual = ["Europe/Paris", "Europe/Rome"]
    rest = sorted(name for name in available_timezones() if name.startswith(AREAS) and name not in usual)
    return [(name, name.replace("_", " ")) for name in [*usual, *rest]]


class CompanyForm(forms.ModelForm):
    """What a company says about itself, and the rules it works by."""

    night_hour = forms.TypedChoiceField(
        label=_("Hour of the night job"), coerce=int, choices=[(hour, f"{hour:02}:00") for hour in range(24)]
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones)
    upload = forms.FileField(
        label=_("Logo"), required=False, help_text=_("PNG, JPEG or WebP, at most 5 MB. It is made smaller by itself."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )  # fmt: skip
    remove_logo = forms.BooleanField(label=_("Remove the logo"), required=False)

    fieldsets: ClassVar = [
        (_("Identity"), ["name", ("legal_name", "legal_form"), ("registration", "vat_number"), "upload", "remove_logo"],
         _("Printed on contracts and letters.")),
        (_("Address"), ["address", ("postcode", "city"), ("phone", "email"), ("pec", "website")]),
        (_("Legal mentions"), ["mediator", "insurer"]),
        (_("Personal data"), ["privacy_recipients"]),
        (_("Language and time"), [("language", "time_zone"), "night_hour"]),
        (_("Renewal and visits"), ["renewal_control", "approve_answers", ("renewal_open_days", "visit_horizon_days"),
                                   "suspension_alert_days"]),
        (_("Renewal notices"), ["notify_businesses", "keep_untold_fees", ("email_stop_days", "paper_stop_days"),
                                "notice_window_days"]),
        (_("E-mail"), ["mails_per_hour", "mail_paused"]),
    ]  # fmt: skip

    class Meta:
        model = Company
        fields = (
            *("name", "legal_name", "legal_form", "registration", "vat_number"),
            *("address", "postcode", "city", "phone", "email", "pec", "website"),
            *("mediator", "insurer", "privacy_recipients", "language", "time_zone", "night_hour"),
            *(
                "renewal_control",
                "approve_answers",
                "renewal_open_days",
                "visit_horizon_days",
                "suspension_alert_days",
            ),
            *(
                "notify_businesses",
                "keep_untold_fees",
                "email_stop_days",
                "paper_stop_days",
                "notice_window_days",
            ),
            *("mails_per_hour", "mail_paused"),
        )
        widgets: ClassVar = {
            "mediator": forms.Textarea(attrs={"rows": 3}),
            "insurer": forms.Textarea(attrs={"rows": 3}),
            "privacy_recipients": forms.Textarea(attrs={"rows": 3}),
            **{name: SuffixInput(_("days"), attrs={"inputmode": "numeric"}) for name in DAYS},
        }
        help_texts: ClassVar = {
            "mail_paused": _("Messages wait and leave when this is taken back."),
            "night_hour": _("Local time."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        company: Company = self.instance
        if company.country != "IT":
            del self.fields["notice_window_days"], self.fields["pec"]
        if not company.logo:
            del self.fields["remove_logo"]
        self.fields["mails_per_hour"].required = False
        for name in DAYS:
            if name in self.fields:
                field = self.fields[name]
                field.max_value = LONGEST.get(name, 60)  # type: ignore[attr-defined]
                field.validators.append(forms.IntegerField(max_value=LONGEST.get(name, 60)).validators[0])

    def clean_mails_per_hour(self) -> int:
        """Left empty, there is no limit."""
        return self.cleaned_data["mails_per_hour"] or 0

    def clean_vat_number(self) -> str:
        """Checked by its check digit; the country's letters are put in front where they were left out."""
        number = str(self.cleaned_data["vat_number"]).strip()
        if not number:
            return ""
        bare = number.replace(" ", "").replace(".", "").upper()
        if bare[:2].isdigit():
            bare = self.instance.country + bare
        try:
            return str(vat.validate(bare))
        except WrongNumber as wrong:
            raise forms.ValidationError(_("The check digit is wrong. Copy the number once more.")) from wrong

    def clean_upload(self) -> tuple[bytes, str] | None:
        """The picture as it is kept, or why it is none."""
        found = self.cleaned_data["upload"]
        return logo.prepared(found) if found else None

    def save(self, commit: bool = True) -> Company:
        """Write the company, with its logo when another was given."""
        company: Company = self.instance
        if upload := self.cleaned_data.get("upload"):
            company.logo, company.logo_type = upload
        elif self.cleaned_data.get("remove_logo"):
            company.logo, company.logo_type = None, ""
        super().save(commit)
        return company
