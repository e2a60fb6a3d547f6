from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenancy.acting import acting_company
from tenancy.attachments import Tried, shown_name, tried
from tenancy.models import Attachment

MOST_FILES = 20
TAKEN = "image/jpeg,image/png,image/webp,.pdf,.docx,.xlsx,.odt,.ods,.txt,.eml"


class SeveralFilesInput(forms.FileInput):
    """A file input that takes several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several, each judged by its content; none only where none is needed."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Tried]:
        """What will be kept of each. All faults are told at once, each with its file's name."""
        given = [each for each in (data if isinstance(data, list | tuple) else [data]) if each is not None]
        if not given and not self.required:
            return []
        if not given:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(given) > MOST_FILES:
            raise ValidationError(_("Choose at most %(count)s files at once.") % {"count": MOST_FILES})
        taken, faults = [], []
        on: date = acting_company().today()
        for upload in given:
            try:
                taken.append(tried(upload, on))
            except ValidationError as refusal:
                faults += refusal.messages
        if faults:
            raise ValidationError(faults)
        return taken


class AddFilesForm(forms.Form):
    """Files to put on something, with a word about them."""

    files = FilesField(  # type: ignore[assignment]
        label=gettext_lazy("Photos and documents"),
        help_text=gettext_lazy(
            "JPEG, PNG, WebP, PDF, DOCX, XLSX, ODT, ODS, TXT or EML, at most 15 MB each; several at once. "
            "Photos are made smaller and lose the place they were taken at."
        ),
        widget=SeveralFilesInput(attrs={"accept": TAKEN}),
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)


class AttachmentForm(forms.ModelForm):
    """What a file is called, and a word about it."""

    class Meta:
        model = Attachment
        fields = ("name", "note")

    def clean_name(self) -> str:
        """A name without folders; its ending tells what it is and stays."""
        ending = self.instance.name.rpartition(".")[2]
        name = shown_name(self.cleaned_data["name"])
        return name if name.lower().endswith(f".{ending.lower()}") else f"{name[:150]}.{ending}"
