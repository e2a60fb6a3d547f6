from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('letters', '0010_signed_receipts'),
    ]

    operations = [
        migrations.AlterField(
            model_name='circular',
            name='own_language',
            field=models.BooleanField(default=False, verbose_name='leave out customers in whose language there is no text'),
        ),
    ]
