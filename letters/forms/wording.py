from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contracts.models import Contract
from letters.designing.checking import checked_subject
from letters.designing.clause import Clause
from letters.forms.clause import CLAUSES, ClauseList, initial_of_all
from letters.models import Kind, Signatures
from ui.forms import RemoteSelect


class WordingForm(forms.Form):
    """A wording: its subject and its clauses; ``contract`` is the one it is shown with."""

    subject = forms.CharField(label=_("Subject"), max_length=200)
    signatures = forms.ChoiceField(label=_("Signatures"), choices=Signatures.choices, required=False)
    contract = forms.ModelChoiceField(
        label=_("Preview with the contract"),
        queryset=Contract.objects.none(),
        required=False,
        widget=RemoteSelect("letters:wording_contracts"),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, kind: str, clauses: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["contract"].queryset = Contract.objects.select_related("customer")  # type: ignore[attr-defined]
        if kind != Kind.CONTRACT:
            del self.fields["signatures"]
        rows = [each if isinstance(each, dict) else initial_of_all([each])[0] for each in clauses]
        given = {"data": self.data} if self.is_bound else {"initial": rows}
        self.clause_list: ClauseList = CLAUSES(**given, kind=kind)  # type: ignore[assignment, call-arg]

    def clean_subject(self) -> str:
        """In one line, with placeholders that are known."""
        return checked_subject(self.kind, self.cleaned_data["subject"])

    def clean(self) -> dict[str, Any]:
        """The clauses count as fields of the form."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.clause_list.is_valid():
            raise ValidationError(_("Some clauses need your attention: look below."))
        return given

    @property
    def clauses(self) -> list[Clause]:
        """The clauses as they may be kept."""
        return self.clause_list.clauses

    @property
    def problems(self) -> list[str]:
        """Everything that is wrong, in one list: the clauses' own messages instead of the one that leads to them."""
        told = [str(error) for name, errors in self.errors.items() if name != "__all__" for error in errors]
        told += [str(error) for error in self.clause_list.non_form_errors()]
        for form in self.clause_list.forms:
            told += [str(error) for errors in form.errors.values() for error in errors]
        return told
