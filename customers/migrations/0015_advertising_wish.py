import django.db.models.deletion
import tenancy.acting
import tenancy.owned
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0014_customer_group'),
        ('tenancy', '0014_channels'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AdvertisingWish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wanted', models.BooleanField(verbose_name='wants advertising')),
                ('on', models.DateField(verbose_name='said on')),
                ('source', models.CharField(choices=[('form', 'On a form or a contract'), ('writing', 'In writing'), ('telephone', 'By telephone'), ('person', 'In person'), ('link', 'By the link in a letter')], max_length=9, verbose_name='how')),
                ('note', models.CharField(blank=True, help_text='Such as where the form is kept.', max_length=200, verbose_name='note')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('company', tenancy.owned.CompanyField(db_index=False, default=tenancy.acting.acting_company_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.company')),
                ('customer', tenancy.owned.OwnedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='advertising_wishes', to='customers.customer', verbose_name='customer')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
            ],
            options={
                'verbose_name': 'wish about advertising',
                'verbose_name_plural': 'wishes about advertising',
                'ordering': ['-on', '-pk'],
                'indexes': [models.Index(fields=['company', 'customer', '-on'], name='advertising_wish_of_customer')],
            },
        ),
    ]
