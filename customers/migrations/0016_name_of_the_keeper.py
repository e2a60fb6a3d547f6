from django.db import migrations, models

# Her name before the merge, as long as undoing could need it; afterwards the one she has.
FILL = """
UPDATE customers_merge m SET keeper_name = left(
    CASE WHEN m.before = '{}'::jsonb
        THEN coalesce(nullif(c.company_name, ''), btrim(c.last_name || ' ' || c.first_name))
        ELSE coalesce(
            nullif(m.before->>'company_name', ''),
            btrim(concat(m.before->>'last_name', ' ', m.before->>'first_name'))
        )
    END, 200)
FROM customers_customer c WHERE c.id = m.keeper_id
"""

# The history tells who changed what, and nobody did.
QUIETLY = [
    "SET CONSTRAINTS ALL IMMEDIATE",
    "ALTER TABLE customers_merge DISABLE TRIGGER USER",
    FILL,
    "ALTER TABLE customers_merge ENABLE TRIGGER USER",
]


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0015_advertising_wish'),
    ]

    operations = [
        migrations.AddField(
            model_name='merge',
            name='keeper_name',
            field=models.CharField(default='', max_length=200, verbose_name='who stayed'),
            preserve_default=False,
        ),
        migrations.RunSQL(QUIETLY, migrations.RunSQL.noop),
    ]
