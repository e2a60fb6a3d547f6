from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ContractsConfig(AppConfig):
    """What was promised: templates, contracts, terms and all that a term brings."""

    name = "contracts"
    verbose_name = _("Contracts")

    def ready(self) -> None:
        """Take part in the night, the alerts, the menu and the search."""
        from contracts import (
            alerting,
            erasing,
            finding,
            heirs,
            legal,
            noticing,
            prepaying,
            pricing,
            promises,
            renewal,
            staying,
            story,
            untold,
            watching,
        )
        from contracts.bulk import CONTRACT_ACTIONS
        from contracts.catalogue import watching as listed
        from contracts.cockpit import bulk as cockpit
        from contracts.cockpit import mass
        from contracts.main_contracts import outliving
        from contracts.models import AmendmentChange, Contract, SuspensionChange
        from contracts.price_rounds import job as fee_proposals
        from contracts.price_rounds.bulk import ProposeFees, ProposeFeesAtEnds
        from customers import duplicates, moving_in
        from installed_base import promises as promised
        from installed_base import story as story_of_machines
        from tenancy import attachments, belonging, jobs, night, search, subjects
        from tenancy.permissions import Right
        from ui import menu

        night.register(night.Step("renew", _("Renew and end contracts"), 10, renewal.renew_due))
        night.register(
            night.Step("settle", _("Settle prices by formula and list"), 15, pricing.settle_prices)
        )
        night.register(night.Step("credit", _("Credit prepaid hours and points"), 12, prepaying.credit_begun))
        night.register(night.Step("prepare", _("Prepare renewal notices"), 20, noticing.prepare_notices))
        CONTRACT_ACTIONS.append(ProposeFees)
        cockpit.register_action(ProposeFeesAtEnds)
        alerting.register_kinds()
        watching.register_kinds()
        outliving.register_kind()
        untold.register_kind()
        listed.register_kinds()
        heirs.register_holdings()
        legal.register()
        belonging.names_subjects(
            AmendmentChange, "noun", "row_id", stays="an amendment says which rows it wrote"
        )
        belonging.names_subjects(
            SuspensionChange, "noun", "row_id", stays="a suspension says which rows it wrote"
        )
        erasing.register()
        promised.register(
            promised.Promises(promises.visits_made, promises.visits_owed, promises.settle_visits)
        )
        menu.register(
            menu.MenuEntry(_("Contracts"), "contracts:list", "file-text", Right.CONTRACTS_VIEW, order=40)
        )
        menu.register(
            menu.MenuEntry(_("Maintenance due"), "due:list", "calendar-due", Right.EQUIPMENT_VIEW, order=35)
        )
        jobs.register(
            jobs.JobKind(
                mass.KIND,
                _("Answers to renewals"),
                "refresh",
                {
                    "renewed": pgettext_lazy("contracts", "Renewed"),
                    "refused": pgettext_lazy("contracts", "Refused"),
                    "already": _("Done before"),
                    "failed": _("Failed"),
                },
                {"renew": _("Renew"), "refuse": _("Record refusals")},
            )
        )
        jobs.register(
            jobs.JobKind(
                fee_proposals.KIND,
                _("Proposals of new fees"),
                "chart-line",
                {
                    "new_fee": _("Contracts with a new fee"),
                    "settled": _("Settled"),
                    "left_out": pgettext_lazy("contracts", "Left out"),
                },
                {
                    fee_proposals.RESERVE: _("Taking contracts in"),
                    fee_proposals.COMPUTE: _("Computing new fees"),
                    fee_proposals.APPROVE: _("Settling new fees"),
                },
            )
        )
        menu.register_create(
            menu.MenuEntry(_("Contract"), "contracts:create", "file-plus", Right.CONTRACTS_EDIT, order=40)
        )
        menu.register_setting(
            menu.MenuEntry(
                _("Catalogue"), "contracts:services", "list-details", Right.CONTRACTS_EDIT, order=51
            ),
            _("What you sell: services of contracts, parts, hours of work, travel."),
        )
        menu.register_setting(
            menu.MenuEntry(_("Price lists"), "contracts:price_lists", "tags", Right.FEES_VIEW, order=52),
            _("What the items of the catalogue cost, from which day on and for whom."),
        )
        menu.register_setting(
            menu.MenuEntry(_("Indices"), "contracts:indices", "chart-line", Right.CONTRACTS_RENEW, order=55),
            _("The values that price formulas follow: ICHT-IME, BT, FOI…"),
            noun="index",
        )
        menu.register_setting(
            menu.MenuEntry(
                _("Fields and flags of contracts"), "contracts:fields", "forms", Right.SETTINGS_EDIT, order=56
            ),
            _("Two flags of your own, and fields asked on each contract."),
        )
        story_of_machines.register("contracts", Right.CONTRACTS_VIEW, story.of_machine)
        duplicates.weigh(Contract)
        subjects.register("contract", "contracts:detail")
        # A signed contract says its price.
        attachments.register("contract", "contracts.Contract", Right.CONTRACTS_VIEW, Right.FEES_VIEW)
        moving_in.register_staying("contract", moving_in.Staying(Right.CONTRACTS_VIEW, staying.sentences))
        search.register(
            search.SearchKind(
                "contract",
                _("Contracts"),
                "file-text",
                Right.CONTRACTS_VIEW,
                finding.hits,
                list_name="contracts:list",
                model=Contract,
            )
        )
