"""The answer for a program: one JSON that another house can read (GDPR, article 20)."""

import json
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from config.privacy.gathering import PersonalData
from tenancy.models import Company

FORMAT = 1


def data_json(data: PersonalData, company: Company, taken_at: datetime) -> bytes:
    """Everything about the person: days and moments as ISO, amounts as texts with a point, references by number."""
    told: dict[str, Any] = {
        "format": FORMAT,
        "controller": {
            "name": company.legal_name or company.name,
            "address": company.address,
            "postcode": company.postcode,
            "city": company.city,
            "email": company.email,
        },
        "person": {"number": data.customer.number, "name": data.customer.name},
        "taken_at": taken_at.isoformat(),
        "private_notes": data.private,
        "tables": {section.name: section.rows for section in data.sections()},
        "history": [_change(change) for change in data.changes()],
    }
    return json.dumps(told, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder).encode()


def _change(change: dict[str, Any]) -> dict[str, Any]:
    return {
        "at": change["at"],
        "table": change["noun"].partition("_")[2],
        "id": change["row_id"],
        "operation": change["operation"],
        "by": change["actor__name"] or "",
        "source": change["source"],
        "before": change["before"],
        "after": change["after"],
    }
