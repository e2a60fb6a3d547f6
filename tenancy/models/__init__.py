from tenancy.models.alert import Alert
from tenancy.models.attachment import Attachment
from tenancy.models.change import Change
from tenancy.models.company import Company
from tenancy.models.counter import Counter
from tenancy.models.country import Country
from tenancy.models.document import Document
from tenancy.models.invitation import Invitation
from tenancy.models.job_run import JobFailure, JobRun
from tenancy.models.membership import Membership
from tenancy.models.outbox import OutboxMessage
from tenancy.models.pec_account import PecAccount
from tenancy.models.retired_number import RetiredNumber
from tenancy.models.search_token import SearchToken
from tenancy.models.technician import Technician
from tenancy.models.trashed import Trashed
from tenancy.models.user import User

__all__ = [
    "Alert",
    "Attachment",
    "Change",
    "Company",
    "Counter",
    "Country",
    "Document",
    "Invitation",
    "JobFailure",
    "JobRun",
    "Membership",
    "OutboxMessage",
    "PecAccount",
    "RetiredNumber",
    "SearchToken",
    "Technician",
    "Trashed",
    "User",
]
