from django.db import migrations

from installed_base.duties.classes import class_of
from tenancy.search import fold


def guess(apps, schema_editor):
    """What the types there are mean to the law, guessed from their names; people can change it."""
    types = apps.get_model("installed_base", "EquipmentType")._base_manager.using(schema_editor.connection.alias)
    for kind in types.filter(legal_class="").only("pk", "name"):
        if found := class_of(fold(kind.name)):
            types.filter(pk=kind.pk).update(legal_class=found.value)


class Migration(migrations.Migration):

    dependencies = [("installed_base", "0004_due_dates")]

    operations = [migrations.RunPython(guess, migrations.RunPython.noop)]
