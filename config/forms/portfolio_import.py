from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from ui.spreadsheets.limits import Limits

MOST_FILES = 10


class SeveralFilesInput(forms.ClearableFileInput):
    """A file input that takes several files at once."""

    allow_multiple_selected = True


class SpreadsheetsField(forms.FileField):
    """One spreadsheet or several; each checked for size before anything is read."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The files. Each too large, empty or one too many is an error that names it."""
        given = data if isinstance(data, (list, tuple)) else [data]
        files = [super(SpreadsheetsField, self).clean(each, initial) for each in given if each] or [
            super().clean(None, initial)
        ]
        if len(files) > MOST_FILES:
            raise ValidationError(_("Choose ten files at most."))
        most = Limits.of_settings().file
        for file in files:
            if file.size > most:
                raise ValidationError(
                    _(
                        "“%(name)s” is too large: %(size)s. "
                        "A file may have %(most)s at most; split it and import the parts."
                    ),
                    params={
                        "name": file.name,
                        "size": filesizeformat(file.size),
                        "most": filesizeformat(most),
                    },
                )
        return files


class ImportForm(forms.Form):
    """The files to bring in, and the day they show."""

    files = SpreadsheetsField(  # type: ignore[assignment]
        label=_("Files"),
        help_text=_(
            "CSV or XLSX: customers, sites, contacts, equipment and its types, technicians and contracts, "
            "in one go or one after the other."
        ),
        widget=SeveralFilesInput(attrs={"accept": ".csv,.txt,.xlsx,.xlsm"}),
    )
    on = forms.DateField(
        label=_("As of"),
        help_text=_(
            "The day the files show: the term in force, what was billed and what was visited are taken as of it."
        ),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["on"].initial = today

    def clean_on(self) -> date:
        """A day not in the future."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise ValidationError(_("This day is in the future."))
        return on
