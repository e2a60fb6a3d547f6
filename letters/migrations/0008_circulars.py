import django.db.models.deletion
import tenancy.acting
import tenancy.owned
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contracts', '0023_visit_cadence'),
        ('customers', '0015_advertising_wish'),
        ('letters', '0007_trace_of_letters_that_left'),
        ('tenancy', '0014_channels'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Circular',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='Seen in the office only.', max_length=120, verbose_name='name')),
                ('purpose', models.CharField(choices=[('contract', 'About the contract or the service'), ('advertising', 'Advertising: only to those who agreed to it')], default='contract', max_length=11, verbose_name='purpose')),
                ('way', models.CharField(choices=[('own', 'As each customer chose: e-mail, PEC or letter'), ('email', 'Only by e-mail or PEC'), ('post', 'Only by letter')], default='own', max_length=5, verbose_name='how it goes')),
                ('language', models.CharField(choices=[('fr', 'French'), ('it', 'Italian'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('own_language', models.BooleanField(default=True, verbose_name='only to customers whose letters are in this language')),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='since')),
                ('started_at', models.DateTimeField(null=True, verbose_name='started')),
                ('company', tenancy.owned.CompanyField(db_index=False, default=tenancy.acting.acting_company_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.company')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='started by')),
                ('version', tenancy.owned.OwnedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='circulars', to='letters.letterversion', verbose_name='text')),
            ],
            options={
                'verbose_name': 'circular',
                'verbose_name_plural': 'circulars',
                'ordering': ['-made_at', '-pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='lettertemplate',
            name='letter_template_once',
        ),
        migrations.RemoveConstraint(
            model_name='occasion',
            name='occasion_has_its_event',
        ),
        migrations.RemoveConstraint(
            model_name='occasion',
            name='occasion_once_a_contract',
        ),
        migrations.AlterField(
            model_name='dispatch',
            name='contract',
            field=tenancy.owned.OwnedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dispatches', to='contracts.contract', verbose_name='contract'),
        ),
        migrations.AlterField(
            model_name='letter',
            name='contract',
            field=tenancy.owned.OwnedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='contracts.contract', verbose_name='contract'),
        ),
        migrations.AlterField(
            model_name='letter',
            name='kind',
            field=models.CharField(choices=[('renewal_notice', 'Renewal notice'), ('contract', 'General conditions of the contract'), ('visit', 'Visit notice'), ('welcome', 'Welcome after signature'), ('price_change', 'Price change'), ('reminder', 'Payment reminder'), ('contract_end', 'End of contract'), ('refusal_receipt', 'Acknowledgement of a refusal'), ('circular', 'Circular')], max_length=20, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='lettertemplate',
            name='kind',
            field=models.CharField(choices=[('renewal_notice', 'Renewal notice'), ('contract', 'General conditions of the contract'), ('visit', 'Visit notice'), ('welcome', 'Welcome after signature'), ('price_change', 'Price change'), ('reminder', 'Payment reminder'), ('contract_end', 'End of contract'), ('refusal_receipt', 'Acknowledgement of a refusal'), ('circular', 'Circular')], max_length=20, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='occasion',
            name='contract',
            field=tenancy.owned.OwnedForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='occasions', to='contracts.contract', verbose_name='contract'),
        ),
        migrations.AlterField(
            model_name='occasion',
            name='kind',
            field=models.CharField(choices=[('visit', 'Visit notice'), ('welcome', 'Welcome after signature'), ('price_change', 'Price change'), ('reminder', 'Payment reminder'), ('contract_end', 'End of contract'), ('refusal_receipt', 'Acknowledgement of a refusal'), ('circular', 'Circular')], max_length=20, verbose_name='kind'),
        ),
        migrations.AddConstraint(
            model_name='lettertemplate',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'circular'), _negated=True), fields=('company', 'kind', 'language'), name='letter_template_once'),
        ),
        migrations.AddField(
            model_name='occasion',
            name='circular',
            field=tenancy.owned.OwnedForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='occasions', to='letters.circular', verbose_name='circular'),
        ),
        migrations.AddConstraint(
            model_name='occasion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('circular__isnull', True), ('kind', 'visit'), ('period__isnull', True), ('refusal__isnull', True), ('revision__isnull', True), ('visit__isnull', False)), models.Q(('circular__isnull', True), ('kind', 'welcome'), ('period__isnull', True), ('refusal__isnull', True), ('revision__isnull', True), ('visit__isnull', True)), models.Q(('circular__isnull', True), ('kind', 'price_change'), ('period__isnull', True), ('refusal__isnull', True), ('revision__isnull', False), ('visit__isnull', True)), models.Q(('circular__isnull', True), ('kind', 'reminder'), ('period__isnull', False), ('refusal__isnull', True), ('revision__isnull', True), ('visit__isnull', True)), models.Q(('circular__isnull', True), ('kind', 'contract_end'), ('period__isnull', True), ('refusal__isnull', True), ('revision__isnull', True), ('visit__isnull', True)), models.Q(('circular__isnull', True), ('kind', 'refusal_receipt'), ('period__isnull', True), ('refusal__isnull', False), ('revision__isnull', True), ('visit__isnull', True)), models.Q(('circular__isnull', False), ('kind', 'circular'), ('period__isnull', True), ('refusal__isnull', True), ('revision__isnull', True), ('visit__isnull', True)), _connector='OR'), name='occasion_has_its_event'),
        ),
        migrations.AddConstraint(
            model_name='occasion',
            constraint=models.CheckConstraint(condition=models.Q(('contract__isnull', False), ('kind', 'circular'), _connector='OR'), name='occasion_has_its_contract'),
        ),
        migrations.AddConstraint(
            model_name='occasion',
            constraint=models.UniqueConstraint(condition=models.Q(('circular__isnull', False)), fields=('company', 'circular', 'customer'), name='occasion_once_a_circular'),
        ),
        migrations.AddConstraint(
            model_name='occasion',
            constraint=models.UniqueConstraint(condition=models.Q(('circular__isnull', True), ('period__isnull', True), ('refusal__isnull', True), ('revision__isnull', True), ('visit__isnull', True)), fields=('company', 'contract', 'kind'), name='occasion_once_a_contract'),
        ),
        migrations.CreateModel(
            name='Recipient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='why not')),
                ('circular', tenancy.owned.OwnedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recipients', to='letters.circular', verbose_name='circular')),
                ('company', tenancy.owned.CompanyField(db_index=False, default=tenancy.acting.acting_company_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.company')),
                ('contract', tenancy.owned.OwnedForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='circulars', to='contracts.contract', verbose_name='contract')),
                ('customer', tenancy.owned.OwnedForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='circulars', to='customers.customer', verbose_name='customer')),
                ('occasion', tenancy.owned.OwnedForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='recipients', to='letters.occasion', verbose_name='letter')),
            ],
            options={
                'verbose_name': 'recipient of a circular',
                'verbose_name_plural': 'recipients of circulars',
                'ordering': ['customer__sort_name', 'pk'],
            },
        ),
        migrations.AddIndex(
            model_name='circular',
            index=models.Index(fields=['company', '-made_at'], name='circular_latest'),
        ),
        migrations.AddConstraint(
            model_name='circular',
            constraint=models.CheckConstraint(condition=models.Q(('started_at', None), ('version__isnull', False), _connector='OR'), name='circular_started_with_a_text'),
        ),
        migrations.AddIndex(
            model_name='recipient',
            index=models.Index(fields=['company', 'occasion'], name='recipient_of_letter'),
        ),
        migrations.AddConstraint(
            model_name='recipient',
            constraint=models.UniqueConstraint(fields=('company', 'circular', 'customer'), name='recipient_once'),
        ),
        migrations.AddConstraint(
            model_name='recipient',
            constraint=models.CheckConstraint(condition=models.Q(('occasion', None), ('reason', ''), _connector='OR'), name='recipient_gets_it_or_not'),
        ),
    ]
