from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.utils.functional import cached_property
from django.utils.text import slugify

#: what an address says beside the filters
BESIDE_FILTERS = {"q", "page", "per_page", "sort", "panel", "export"}


class ListAddress:
    """What the address of a list says, and the parts of it that its links and forms carry along."""

    request: HttpRequest
    # Filters at work until the address says otherwise, by name: ``stands=`` says that none is wanted.
    usual: ClassVar[Mapping[str, str]] = {}

    @cached_property
    def asked(self) -> QueryDict:
        """What the address asks for, with the usual filters where it says nothing."""
        asked: QueryDict = self.request.GET.copy()
        for name, value in self.usual.items():
            asked.setdefault(name, value)
        return asked

    @property
    def words(self) -> str:
        """What was typed in the search box."""
        return self.request.GET.get("q", "").replace("\0", "").strip()[:100]

    @property
    def exporting(self) -> bool:
        """Whether the list is asked for as a file."""
        return bool(self.request.GET.get("export"))

    @property
    def element_id(self) -> str:
        """The id of the list's element, its own also beside other lists on a page."""
        match = self.request.resolver_match
        return "list-" + slugify((match.view_name if match else type(self).__name__).replace(":", "-"))

    @property
    def filters_id(self) -> str:
        """The id of the element that takes the fields of the filters."""
        return f"{self.element_id}-filters"

    @property
    def filters_at_work(self) -> list[tuple[str, str]]:
        """What the address says to the filters, for a form that has not got their fields yet."""
        return [
            (name, value)
            for name, values in self.request.GET.lists()
            if name not in BESIDE_FILTERS
            for value in values
            if value or name in self.usual
        ]

    @property
    def as_panel(self) -> bool:
        """Whether the list stands inside another page."""
        return "panel" in self.request.GET

    @cached_property
    def fixed(self) -> list[str]:
        """The parameters a panel's own page fixes (``?customer=42&panel=customer``): they are no choice here."""
        return [name for name in self.request.GET.get("panel", "").split(",") if name in self.request.GET]

    @property
    def state(self) -> str:
        """The address's query without page, sort and export: what the list is narrowed to."""
        kept: QueryDict = self.request.GET.copy()
        for name in ("page", "export", "per_page", "sort"):
            kept.pop(name, None)
        return kept.urlencode()

    @property
    def cleared(self) -> str:
        """The query of the list narrowed to nothing but what its panel fixes."""
        if not self.as_panel:
            return "?" + urlencode(dict.fromkeys(self.usual, "")) if self.usual else ""
        left = self.request.GET.copy()
        for name in list(left):
            if name != "panel" and name not in self.fixed:
                del left[name]
        return "?" + left.urlencode()

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Parameters that search and filter forms must carry along as hidden fields (panel, sort, page size)."""
        return [
            (name, self.request.GET[name])
            for name in ("panel", "sort", "per_page")
            if name in self.request.GET
        ]
