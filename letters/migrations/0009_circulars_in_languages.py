import django.db.models.deletion
import tenancy.acting
import tenancy.owned
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('letters', '0008_circulars'),
        ('tenancy', '0016_unsubscribe_url'),
    ]

    operations = [
        migrations.AlterField(
            model_name='circular',
            name='own_language',
            field=models.BooleanField(default=False, help_text="Otherwise they get the text in your company's language.", verbose_name='leave out customers in whose language there is no text'),
        ),
        migrations.CreateModel(
            name='CircularTranslation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('fr', 'French'), ('it', 'Italian'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('circular', tenancy.owned.OwnedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='translations', to='letters.circular', verbose_name='circular')),
                ('company', tenancy.owned.CompanyField(db_index=False, default=tenancy.acting.acting_company_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.company')),
                ('version', tenancy.owned.OwnedForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='translations', to='letters.letterversion', verbose_name='text')),
            ],
            options={
                'verbose_name': 'translation of a circular',
                'verbose_name_plural': 'translations of circulars',
                'ordering': ['circular', 'language'],
                'constraints': [models.UniqueConstraint(fields=('company', 'circular', 'language'), name='translation_once')],
            },
        ),
    ]
