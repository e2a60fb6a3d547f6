"""Every list: what can be done to many of its rows at once, or why nothing can."""

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from ui.views import ListPage

# Lists without bulk actions, and why.
ALONE = {
    "ChangeList": "what happened is read and taken away, nothing is done to it",
    "CircularList": "each circular is written, looked at and started alone",
    "CommunicationList": "what was said is corrected by who wrote it, one entry at a time",
    "ContractFieldList": "a company has a few fields, each with a page of its own",
    "EquipmentTypeList": "a company has a few types, each with a page of its own",
    "ImportList": "each import is tried, looked at and decided alone",
    "ExpiringNotices": "letters are sent from the list of notices, once they are prepared",
    "GroupList": "a company has a few groups, each deleted only when nobody belongs to it",
    "IndexList": "a company follows a few indices, each with a page of its own",
    "JobRunList": "runs are read, nothing is done to them",
    "MailingList": "a mailing is itself what is done to many letters",
    "MappingList": "what an import remembers of its columns: a few, each forgotten alone",
    "MergeList": "each merge is undone alone, after its own preview",
    "MemberList": "rights are given to one person at a time, with her name before one's eyes",
    "PriceListList": "a company has a few price lists, each carried on or ended alone",
    "PriceRoundList": "each proposal is looked at, approved or taken back alone",
    "PrivacyRequestList": "each request is answered alone",
    "RuleList": "a company has a few rules, each with a page of its own",
    "ValueList": "a published value is never changed; a wrong one is corrected by a row that names it",
    "SignatureList": "each contract is given to its own customer, with a link of her own",
    "TechnicianList": "a company has a few technicians, each with a page of its own",
    "TemplateList": "a company has a few templates, each with a page of its own",
    "TemplateVersionList": "what a template was is kept as it was; running contracts are chosen in the list beside it",
}


def lists(resolver: URLResolver) -> set[type[ListPage]]:
    found: set[type[ListPage]] = set()
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            found |= lists(entry)
        elif isinstance(entry, URLPattern):
            page = getattr(entry.callback, "view_class", None)
            if isinstance(page, type) and issubclass(page, ListPage):
                found.add(page)
    return found


def test_every_list_has_bulk_actions_or_a_reason_why_not() -> None:
    found = {page.__name__: page for page in lists(get_resolver("config.company_urls"))}
    assert len(found) >= 17
    alone = {name for name, page in found.items() if not page.bulk_actions}
    assert alone - set(ALONE) == set()
    assert set(ALONE) - set(found) == set()


def test_lists_with_bulk_actions_let_their_rows_be_chosen() -> None:
    for page in lists(get_resolver("config.company_urls")):
        assert ("select" in page.table_class.base_columns) >= bool(page.bulk_actions), page


def test_bulk_actions_of_a_list_have_names_of_their_own_and_a_right() -> None:
    for page in lists(get_resolver("config.company_urls")):
        names = [action.name for action in page.bulk_actions]
        assert len(names) == len(set(names)), page
        assert all(action.right for action in page.bulk_actions), page


def addresses(resolver: URLResolver, before: str = "") -> list[str]:
    """The addresses of all lists within a company."""
    found = []
    for entry in resolver.url_patterns:
        path = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            found += addresses(entry, path)
        elif issubclass(getattr(entry.callback, "view_class", object), ListPage) and "<" not in path:
            found.append(path)
    return found


def test_every_list_can_be_searched_for_characters_no_text_has(client_ana: Client) -> None:
    found = {path: client_ana.get(f"/t/alpha/{path}", {"q": "a\0\u202e%'"}).status_code for path in
             addresses(get_resolver("config.company_urls"))}  # fmt: skip
    assert len(found) >= 17
    assert {path: status for path, status in found.items() if status != 200} == {}
