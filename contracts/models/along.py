from django.utils.translation import gettext_lazy as _

from tenancy.owned import CompanyOwned, OwnedForeignKey


class EndsAlong(CompanyOwned):
    """How a contract ends, which may come with the same of its main contract."""

    along_with = OwnedForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        related_name="along",
        verbose_name=_("along with the main contract's"),
    )

    class Meta:
        abstract = True
