from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Why a contract cannot be signed, for the office and for the customer.
CANNOT_BE_SIGNED: dict[str, str | Promise] = {
    "signed": _("This contract is signed already."),
    "by_another_way": _("This contract is signed already."),
    "no_lines": _("The contract has no line yet."),
    "withdrawn": _("This link was withdrawn. Ask the company for a new one."),
    "ended": _("This link has ended. Ask the company that sent it for a new one."),
    "changed": _("The contract was changed after it was sent to you. Ask the company for a new link."),
    "future": _("The contract cannot be signed now. Ask the company that sent it."),
}
