"""What the forms share that write a promise: once the contract is signed it stands, and the form only shows it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from contracts.models import Contract


class PromisedForm:
    """Put before an ``EditPage``; declare ``contract``. Of a signed one nothing is written."""

    template_name = "contracts/promised_form.html"

    @property
    def contract(self) -> Contract | None:
        """The contract that promises it; None where nothing is promised yet."""
        raise NotImplementedError

    @property
    def stands(self) -> bool:
        """Whether it is promised."""
        return self.contract is not None and self.contract.is_signed()

    @cached_property
    def form(self) -> Any:
        """The form, closed when it stands."""
        made: Any = super().form  # type: ignore[misc]
        if self.stands:
            for field in made.fields.values():
                field.disabled = True
        return made

    def act(self, form: Any) -> Any:
        """Write it, unless it stands."""
        if self.stands:
            raise ValidationError(_("The contract is signed: what was promised stands."))
        return super().act(form)  # type: ignore[misc]
