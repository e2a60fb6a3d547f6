from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('letters', '0009_circulars_in_languages'),
        ('tenancy', '0016_unsubscribe_url'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='receipt',
            name='seal',
            field=models.CharField(blank=True, choices=[('known', 'Signature valid, issuer known'), ('valid', 'Signature valid, issuer not checked'), ('unknown', 'Signature valid, issuer not among the known authorities'), ('altered', 'Altered: the signature does not fit the text'), ('missing', 'Not signed')], max_length=7, verbose_name='signature'),
        ),
        migrations.AddField(
            model_name='receipt',
            name='signed_by',
            field=models.CharField(blank=True, max_length=200, verbose_name='signed by'),
        ),
        migrations.AlterField(
            model_name='receipt',
            name='kind',
            field=models.CharField(choices=[('accepted', 'Accepted by the PEC provider'), ('delivered', 'Handed over'), ('returned', 'Came back'), ('bounced', 'Bounced'), ('refused', 'Not accepted by the PEC provider'), ('undelivered', 'Not delivered to the PEC mailbox'), ('doubtful', 'PEC receipt that cannot be relied on')], max_length=11, verbose_name='what'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'doubtful'), ('seal__in', ('unknown', 'altered', 'missing'))), models.Q(models.Q(('kind', 'doubtful'), _negated=True), models.Q(('seal__in', ('unknown', 'altered', 'missing')), _negated=True)), _connector='OR'), name='receipt_doubtful_by_its_seal'),
        ),
    ]
