"""The columns of a file of contracts, as French, Italian and English programs call them."""

import re
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from contracts.importing import showing
from contracts.importing.own import own_columns
from customers.importing.columns import customer_column
from tenancy.permissions import Right
from ui.spreadsheets.cells import Cell
from ui.spreadsheets.columns import Column, Noun, named, text_column
from ui.spreadsheets.showing import percent as percent_shown
from ui.spreadsheets.values import (
    BadValue,
    Fault,
    at_most,
    calendar_date,
    month,
    not_negative,
    number,
    one_of,
    text,
    whole,
)

CUSTOMER_UNKNOWN = gettext_noop("the customer is unknown")
#: a contract that runs has its terms written; only its own page changes what they stand on
WRITTEN = gettext_noop("terms are written with it: it is changed on the contract's own page")
VISITED = gettext_noop("visits are closed one by one, on the contract's own page")
SENT = gettext_noop("letters are recorded on the contract's own page")
CANCELLED = gettext_noop("a refusal is recorded on the contract's own page")
EQUIPMENT_UNKNOWN = gettext_noop("an equipment reference is unknown")
KIND_UNKNOWN = gettext_noop("the renewal kind is unknown")
FREQUENCY_UNKNOWN = gettext_noop("the billing frequency is unknown")
DURATION_NOT_WHOLE = gettext_noop("the duration is not a whole number of months")
FIRST_TERM_NOT_WHOLE = gettext_noop("the first term is not a whole number of months")
NOTICE_NOT_WHOLE = gettext_noop("the notice is not a whole number of months")
VISITS_NOT_WHOLE = gettext_noop("the visits a year are not a whole number")

JOB_TOO_LONG = gettext_noop("the job number is too long")
CENTRE_TOO_LONG = gettext_noop("the cost centre is too long")
ACCOUNT_TOO_LONG = gettext_noop("the revenue account is too long")

LONGEST_TERM = 240
LONGEST_NOTICE = 12
MOST_VISITS = 366
LARGEST_FEE = Decimal("99999999.99")
LARGEST_RAISE = Decimal("999999.99")

RENEWALS = {
    "tacit": "Tacite|Tacite reconduction|Tacito|Tacito rinnovo|Tacit",
    "express": "Expresse|Express|Espresso|Rinnovo espresso",
    "none": "Sans|Sans reconduction|Aucune|Nessuno|Nessun rinnovo|Senza|None|No renewal",
}
#: months of a billing step; 0 is the whole term at once
FREQUENCIES = {
    1: "Mensuelle|Mensuel|Mensile|Monthly",
    2: "Bimestrielle|Bimestriel|Bimestrale|Every two months",
    3: "Trimestrielle|Trimestriel|Trimestrale|Quarterly",
    4: "Quadrimestrielle|Quadrimestriel|Quadrimestrale|Every four months",
    6: "Semestrielle|Semestriel|Semestrale|Half-yearly|Every six months",
    12: "Annuelle|Annuel|Annuale|Yearly|Annual",
    0: "Par période|Période entière|Totale|Per periodo|Intero periodo|Whole term|Once a term",
}
DUE_RULES = {
    "advance": "À échoir|Terme à échoir|D'avance|Anticipata|Anticipato|In advance|Advance",
    "arrears": "Échu|Terme échu|À terme échu|Posticipata|Posticipato|In arrears|Arrears",
}
CONTROLS = {
    "office": "Bureau|Ufficio|Office",
    "technician": "Technicien|Tecnico|Technician",
}
CADENCES = {
    "grid": "Sa place dans la période|Période|Il suo posto nel periodo|Periodo|Its place in the term|Term",
    "done": "Le jour de la visite précédente|Visite faite|Visite|Il giorno della visita precedente|Visita fatta"
    "|Visita|The day the visit before was made|Visit made|Visit",
}
_SEPARATORS = re.compile(r"[|;,\n]")


def _words(meanings: dict[str, str] | dict[int, str]) -> dict[str, object]:
    return {word: meaning for meaning, words in meanings.items() for word in words.split("|")}


def references(cell: Cell) -> tuple[str, ...]:
    """The equipment references of a cell, parted by | ; , or line breaks, each once, in their order."""
    parts = _SEPARATORS.split(cell) if isinstance(cell, str) else [text(cell)]
    return tuple(dict.fromkeys(reference for part in parts if (reference := text(part))))


def percent(cell: Cell) -> Decimal:
    """A percent with three decimals, above −100 and not above 100."""
    value = number(cell, places=3)
    if not -100 < value <= 100:
        raise BadValue(Fault.TOO_LARGE)
    return value


def amount(cell: Cell) -> Decimal:
    """What a renewal adds to the yearly fee; below zero takes off."""
    value = number(cell)
    if abs(value) > LARGEST_RAISE:
        raise BadValue(Fault.TOO_LARGE)
    return value


def vat_rate(cell: Cell) -> Decimal:
    """A VAT rate in percent; a workbook's 0.1 (shown as 10 %) is 10."""
    value = not_negative(4, Decimal(100))(cell)
    if isinstance(cell, float) and 0 < value < 1:
        value *= 100
    if value != round(value, 2):
        raise BadValue(Fault.TOO_PRECISE)
    return value


CONTRACTS = Noun(
    name="contracts",
    label=_("contracts"),
    key="number",
    more=own_columns,
    columns=(
        Column(
            "number",
            _("Contract number"),
            named(
                "N° contrat|N° de contrat|Numéro de contrat|Numéro contrat|Code contrat|N° contratto|Numero contratto"
                "|Codice contratto|Contract number|Contract no|Contract code|Contract"
            ),
            at_most(30),
            {
                Fault.MISSING: gettext_noop("the reference is missing"),
                Fault.TOO_LONG: gettext_noop("the reference is too long"),
            },
            required=True,
            fixed=gettext_noop("it tells the rows apart"),
        ),
        customer_column(),
        Column(
            "equipment",
            _("Equipment"),
            named(
                "Appareils|Appareil|Code appareil|Apparecchi|Apparecchio|Codice apparecchio|Equipment|Machines"
            ),
            references,
            blank=(),
            fixed=WRITTEN,
        ),
        Column(
            "template",
            _("Contract type"),
            named(
                "Type de contrat|Type contrat|Contrat type|Tipo contratto|Tipo di contratto|Contract type|Template"
            ),
            at_most(80),
            {
                Fault.MISSING: gettext_noop("the contract type is missing"),
                Fault.TOO_LONG: gettext_noop("the contract type is too long"),
            },
            required=True,
            fixed=WRITTEN,
        ),
        Column(
            "signed_on",
            _("Signed on"),
            named(
                "Date de signature|Signé le|Signature|Data stipula|Data firma|Data di stipula|Signed on|Signature date"
            ),
            calendar_date,
            {
                Fault.NOT_A_DATE: gettext_noop("the signature date is not a date"),
                Fault.NO_SUCH_DATE: gettext_noop("the signature date does not exist"),
            },
            blank=None,
        ),
        Column(
            "starts_on",
            _("Start"),
            named(
                "Date de début|Début|Date d'effet|Data decorrenza|Decorrenza|Data inizio|Data di inizio|Start"
                "|Start date|Starts on"
            ),
            calendar_date,
            {
                Fault.MISSING: gettext_noop("the start date is missing"),
                Fault.NOT_A_DATE: gettext_noop("the start date is not a date"),
                Fault.NO_SUCH_DATE: gettext_noop("the start date does not exist"),
            },
            required=True,
            fixed=WRITTEN,
        ),
        Column(
            "months",
            _("Duration (months)"),
            named(
                "Durée (mois)|Durée|Durée en mois|Durata (mesi)|Durata|Durata in mesi|Duration (months)|Duration"
                "|Term (months)"
            ),
            whole(1, LONGEST_TERM),
            {
                Fault.MISSING: gettext_noop("the duration is missing"),
                Fault.NOT_A_NUMBER: DURATION_NOT_WHOLE,
                Fault.NOT_WHOLE: DURATION_NOT_WHOLE,
                Fault.NEGATIVE: gettext_noop("the duration is negative"),
                Fault.ZERO: gettext_noop("the duration is zero"),
                Fault.TOO_LARGE: gettext_noop("the duration is too long"),
            },
            required=True,
            fixed=WRITTEN,
        ),
        Column(
            "first_months",
            _("First term (months)"),
            named(
                "Durée initiale (mois)|Durée initiale|Première période (mois)|Durata iniziale (mesi)|Durata iniziale"
                "|Primo periodo (mesi)|First term (months)|First term|Initial duration (months)"
            ),
            whole(1, LONGEST_TERM),
            {
                Fault.NOT_A_NUMBER: FIRST_TERM_NOT_WHOLE,
                Fault.NOT_WHOLE: FIRST_TERM_NOT_WHOLE,
                Fault.NEGATIVE: FIRST_TERM_NOT_WHOLE,
                Fault.ZERO: FIRST_TERM_NOT_WHOLE,
                Fault.TOO_LARGE: gettext_noop("the first term is too long"),
            },
            blank=None,
            fixed=WRITTEN,
        ),
        Column(
            "renewal",
            _("Renewal"),
            named(
                "Reconduction|Renouvellement|Type de reconduction|Rinnovo|Tipo rinnovo|Renewal|Renewal kind"
            ),
            one_of(_words(RENEWALS)),
            {Fault.MISSING: KIND_UNKNOWN, Fault.UNKNOWN: KIND_UNKNOWN},
            required=True,
            fixed=WRITTEN,
            show=showing.RENEWAL,
        ),
        Column(
            "notice_months",
            _("Notice (months)"),
            named("Préavis (mois)|Préavis|Préavis en mois|Preavviso (mesi)|Preavviso|Notice (months)|Notice"),
            whole(0, LONGEST_NOTICE),
            {
                Fault.NOT_A_NUMBER: NOTICE_NOT_WHOLE,
                Fault.NOT_WHOLE: NOTICE_NOT_WHOLE,
                Fault.NEGATIVE: gettext_noop("the notice is negative"),
                Fault.TOO_LARGE: gettext_noop("the notice is too long"),
            },
            blank=None,
            required=True,
            fixed=WRITTEN,
        ),
        Column(
            "yearly_fee",
            _("Yearly fee, net"),
            named(
                "Montant annuel HT|Montant annuel|Montant HT|Canone annuo|Canone annuo netto|Importo annuo|Canone"
                "|Yearly fee|Annual fee|Yearly fee net|Annual fee net|Fee"
            ),
            not_negative(2, LARGEST_FEE),
            {
                Fault.MISSING: gettext_noop("the fee is missing"),
                Fault.NOT_A_NUMBER: gettext_noop("the fee is not a number"),
                Fault.TWO_READINGS: gettext_noop(
                    "the fee can be read in two ways: write it with two decimals"
                ),
                Fault.TOO_PRECISE: gettext_noop("the fee has more than two decimals"),
                Fault.NEGATIVE: gettext_noop("the fee is negative"),
                Fault.TOO_LARGE: gettext_noop("the fee is too large"),
            },
            required=True,
            fixed=WRITTEN,
            right=Right.FEES_VIEW,
            show=showing.money,
        ),
        Column(
            "vat_rate",
            _("VAT rate"),
            named("Taux TVA|Taux de TVA|TVA|TVA (%)|Aliquota IVA|IVA|IVA (%)|VAT rate|VAT|VAT (%)"),
            vat_rate,
            {
                Fault.NOT_A_NUMBER: gettext_noop("the VAT rate is not a number"),
                Fault.TOO_PRECISE: gettext_noop("the VAT rate has more than two decimals"),
                Fault.NEGATIVE: gettext_noop("the VAT rate is negative"),
                Fault.TOO_LARGE: gettext_noop("the VAT rate is above 100"),
            },
            blank=None,
            fixed=WRITTEN,
            show=percent_shown,
        ),
        Column(
            "billing_months",
            _("Billing frequency"),
            named(
                "Périodicité de facturation|Périodicité|Facturation|Periodicità fatturazione|Periodicità"
                "|Periodicità di fatturazione|Billing frequency|Billing|Frequency"
            ),
            one_of(_words(FREQUENCIES)),
            {Fault.MISSING: FREQUENCY_UNKNOWN, Fault.UNKNOWN: FREQUENCY_UNKNOWN},
            required=True,
            fixed=WRITTEN,
            show=showing.STEP,
        ),
        Column(
            "due",
            _("Billed in advance or arrears"),
            named("Terme|Terme de facturation|Decorrenza canone|Scadenza canone|Due|Billed|Billing term"),
            one_of(_words(DUE_RULES)),
            {Fault.UNKNOWN: gettext_noop("it is neither in advance nor in arrears")},
            blank="advance",
            fixed=WRITTEN,
            show=showing.DUE,
        ),
        Column(
            "visits_a_year",
            _("Visits a year"),
            named(
                "Visites par an|Nombre de visites|Visites|Visite annue|Visite all'anno|Visits a year|Visits per year"
            ),
            whole(0, MOST_VISITS),
            {
                Fault.NOT_A_NUMBER: VISITS_NOT_WHOLE,
                Fault.NOT_WHOLE: VISITS_NOT_WHOLE,
                Fault.NEGATIVE: gettext_noop("the visits a year are negative"),
                Fault.TOO_LARGE: gettext_noop("there are too many visits a year"),
            },
            blank=0,
            fixed=WRITTEN,
        ),
        Column(
            "visit_month",
            _("Visit month"),
            named("Mois de visite|Mois|Mese visita|Mese di visita|Mese|Visit month|Month"),
            month,
            {Fault.UNKNOWN: gettext_noop("the visit month is unknown")},
            blank=None,
            fixed=WRITTEN,
            show=showing.MONTH,
        ),
        Column(
            "visit_cadence",
            _("Next visit counted from"),
            named(
                "Visite suivante comptée depuis|Cadence des visites|Visita successiva contata da"
                "|Cadenza delle visite|Next visit counted from|Cadence of visits"
            ),
            one_of(_words(CADENCES)),
            {Fault.UNKNOWN: gettext_noop("what the next visit is counted from is unknown")},
            blank=None,
            fixed=WRITTEN,
            show=showing.CADENCE,
        ),
        Column(
            "billed_until",
            _("Billed until"),
            named(
                "Facturé jusqu'au|Facturé jusqu'à|Fatturato fino al|Fatturato fino a|Billed until|Invoiced until"
            ),
            calendar_date,
            {
                Fault.NOT_A_DATE: gettext_noop("the day it is billed until is not a date"),
                Fault.NO_SUCH_DATE: gettext_noop("the day it is billed until does not exist"),
            },
            blank=None,
            fixed=WRITTEN,
        ),
        Column(
            "cancelled_on",
            _("Cancelled on"),
            named(
                "Date de résiliation|Résiliation|Résilié le|Data disdetta|Disdetta|Cancellation date|Cancelled on"
                "|Cancellation"
            ),
            calendar_date,
            {
                Fault.NOT_A_DATE: gettext_noop("the cancellation date is not a date"),
                Fault.NO_SUCH_DATE: gettext_noop("the cancellation date does not exist"),
            },
            blank=None,
            fixed=CANCELLED,
        ),
        Column(
            "control",
            _("Renewed by"),
            named("Renouvellement par|Renouvelé par|Rinnovo a cura di|Rinnovato da|Renewed by|Renewal by"),
            one_of(_words(CONTROLS)),
            {Fault.UNKNOWN: gettext_noop("it is renewed neither by the office nor by the technician")},
            blank=None,
            show=showing.CONTROL,
        ),
        Column(
            "technician",
            _("Technician"),
            named("Technicien|Technicien habituel|Tecnico|Tecnico abituale|Technician|Usual technician"),
            at_most(120),
            {Fault.TOO_LONG: gettext_noop("the technician's name is too long")},
        ),
        Column(
            "revision_percent",
            _("Yearly revision (%)"),
            named(
                "Révision annuelle (%)|Révision annuelle|Révision (%)|Adeguamento annuo (%)|Adeguamento annuo"
                "|Yearly revision (%)|Yearly revision|Annual revision (%)|Revision (%)"
            ),
            percent,
            {
                Fault.NOT_A_NUMBER: gettext_noop("the revision is not a number"),
                Fault.TOO_PRECISE: gettext_noop("the revision has more than three decimals"),
                Fault.TOO_LARGE: gettext_noop("the revision is not between −100 and 100 percent"),
            },
            blank=None,
            show=percent_shown,
        ),
        Column(
            "revision_amount",
            _("Raise at renewal, a year, net"),
            named(
                "Augmentation annuelle (montant)|Augmentation (montant)|Montant d'augmentation"
                "|Augmentation à la reconduction|Aumento annuo (importo)|Aumento (importo)|Importo dell'aumento"
                "|Aumento al rinnovo|Raise at renewal (amount)|Raise at renewal|Raise (amount)|Yearly raise (amount)"
            ),
            amount,
            {
                Fault.NOT_A_NUMBER: gettext_noop("the raise is not a number"),
                Fault.TWO_READINGS: gettext_noop(
                    "the raise can be read in two ways: write it with two decimals"
                ),
                Fault.TOO_PRECISE: gettext_noop("the raise has more than two decimals"),
                Fault.TOO_LARGE: gettext_noop("the raise is too large"),
            },
            blank=None,
            right=Right.FEES_VIEW,
            show=showing.money,
        ),
        Column(
            "main",
            _("Main contract"),
            named(
                "Contrat-cadre|Contrat cadre|N° contrat-cadre|N° contrat cadre|Contrat principal|Contratto quadro"
                "|N° contratto quadro|Contratto principale|Main contract|Main contract number|Framework contract"
            ),
            at_most(30),
            {Fault.TOO_LONG: gettext_noop("the reference is too long")},
        ),
        text_column(
            "job",
            _("Job number"),
            "N° d'affaire|Affaire|Numéro d'affaire|Commessa|Job number|Job",
            40,
            JOB_TOO_LONG,
        ),
        text_column(
            "cost_centre",
            _("Cost centre"),
            "Centre de coûts|Centre de coût|Section analytique|Centro di costo|Cost centre",
            40,
            CENTRE_TOO_LONG,
        ),
        text_column(
            "revenue_account",
            _("Revenue account"),
            "Compte de produits|Compte comptable|Conto di ricavo|Revenue account",
            20,
            ACCOUNT_TOO_LONG,
        ),
        Column(
            "last_visit_on",
            _("Last visit"),
            named(
                "Dernière visite|Date de dernière visite|Ultima visita|Data ultima visita|Last visit|Last visit on"
            ),
            calendar_date,
            {
                Fault.NOT_A_DATE: gettext_noop("the last visit is not a date"),
                Fault.NO_SUCH_DATE: gettext_noop("the date of the last visit does not exist"),
            },
            blank=None,
            fixed=VISITED,
        ),
        Column(
            "notice_sent_on",
            _("Renewal notice sent on"),
            named(
                "Lettre de reconduction envoyée le|Lettre envoyée le|Comunicazione di rinnovo inviata il"
                "|Comunicazione inviata il|Renewal notice sent on|Notice sent on|Notice sent"
            ),
            calendar_date,
            {
                Fault.NOT_A_DATE: gettext_noop("the day the notice was sent is not a date"),
                Fault.NO_SUCH_DATE: gettext_noop("the day the notice was sent does not exist"),
            },
            blank=None,
            fixed=SENT,
        ),
    ),
)
