from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tenancy', '0015_price_rounds'),
    ]

    operations = [
        migrations.AddField(
            model_name='outboxmessage',
            name='unsubscribe_url',
            field=models.CharField(blank=True, max_length=300),
        ),
    ]
