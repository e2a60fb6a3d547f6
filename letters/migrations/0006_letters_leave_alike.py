import django.db.models.deletion
from django.db import migrations, models

import tenancy.owned

class Migration(migrations.Migration):

    dependencies = [
        ('contracts', '0001_initial'),
        ('letters', '0005_signatures'),
    ]

    operations = [
        migrations.AddField(
            model_name='dispatch',
            name='occasion',
            field=tenancy.owned.OwnedForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dispatches', to='letters.occasion', verbose_name='occasion'),
        ),
        migrations.AddIndex(
            model_name='dispatch',
            index=models.Index(fields=['company', 'occasion'], name='dispatch_of_occasion'),
        ),
        migrations.AddConstraint(
            model_name='dispatch',
            constraint=models.CheckConstraint(condition=models.Q(('notice', None), ('occasion', None), _connector='OR'), name='dispatch_about_one_at_most'),
        ),
    ]
