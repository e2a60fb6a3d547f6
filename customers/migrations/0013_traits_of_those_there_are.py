from django.db import migrations

# As customers/traits.py makes them. The owner of the tables sees the rows of every company.
FILL = """
INSERT INTO customers_trait (company_id, customer_id, kind, key, shared)
SELECT DISTINCT c.company_id, c.id, k.kind, left(k.whole, 250), false
FROM customers_customer c CROSS JOIN LATERAL (VALUES
    ('tax', nullif(c.siret, '')), ('tax', nullif(c.vat_number, '')), ('tax', nullif(c.tax_code, '')),
    ('phone', nullif(c.phone, '')), ('phone', nullif(c.mobile, '')), ('email', lower(nullif(c.email, ''))),
    ('name', CASE WHEN c.postcode <> '' THEN c.sort_name || '|' || c.postcode END),
    ('address', CASE WHEN c.postcode <> '' AND c.address <> ''
        THEN lower(c.address) || '|' || c.postcode || '|' || left(c.sort_name, 4) END)
) AS k(kind, whole)
WHERE c.set_aside = '' AND k.whole IS NOT NULL
ON CONFLICT DO NOTHING
"""

NOTE = """
UPDATE customers_trait t SET shared = true FROM (
    SELECT company_id, kind, key FROM customers_trait GROUP BY company_id, kind, key HAVING count(*) > 1
) AS s WHERE t.company_id = s.company_id AND t.kind = s.kind AND t.key = s.key
"""


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0012_trait'),
    ]

    operations = [
        migrations.RunSQL([FILL, NOTE], migrations.RunSQL.noop),
    ]
