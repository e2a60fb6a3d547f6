from tests.isolation import rows
from tests.isolation.conftest import World
from tests.isolation.registry import owned_models
from tests.isolation.world import WORD_OF_B, texts_of


def test_no_model_lets_a_company_see_or_touch_anothers_rows(world: World) -> None:
    assert rows.leaks(world.a, world.b) == []


def test_the_walk_over_models_saw_them_all_and_the_other_company_had_rows_to_leak(world: World) -> None:
    models, references = rows.counted(owned_models())
    assert (models, references) >= (24, 25)
    assert {model for model in owned_models() if not world.b.keys[model]} == set()


def test_every_text_of_the_other_companys_rows_names_it(world: World) -> None:
    bare = [
        f"{model._meta.label}.{name}"
        for model in owned_models()
        for name in texts_of(model, WORD_OF_B)
        if WORD_OF_B not in getattr(world.b.row(model), name)
    ]
    assert bare == []


def test_a_new_row_belongs_to_the_acting_company_without_being_told(world: World) -> None:
    assert {row.company_id for model, row in world.a.rows.items() if model in owned_models()} == {
        world.a.company.pk
    }
