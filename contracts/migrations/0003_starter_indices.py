from django.db import migrations

from contracts.starter.indices import STARTERS


def offer(apps, schema_editor):
    """The indices of its country for every company there is; values are entered by people."""
    alias = schema_editor.connection.alias
    companies = apps.get_model("tenancy", "Company")._base_manager.using(alias)
    series = apps.get_model("contracts", "IndexSeries")
    rows = series._base_manager.using(alias)
    for pk, country in companies.values_list("pk", "country"):
        known = set(rows.filter(company_id=pk).values_list("code", flat=True))
        rows.bulk_create(
            [series(company_id=pk, **starter) for starter in STARTERS.get(country, ()) if starter["code"] not in known]
        )


class Migration(migrations.Migration):

    dependencies = [("contracts", "0002_indices")]

    operations = [migrations.RunPython(offer, migrations.RunPython.noop)]
