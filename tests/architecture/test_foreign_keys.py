"""import-linter cannot see `ForeignKey("units.Unit")`; this can."""

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey

from thongsuot.rooms import ROOMS, modules

ORDER = [name.replace(".", "_") for name in modules()]


def place(model) -> int | None:
    """Where the model's module stands, lowest first; None for Django's own and the plumbing's."""
    parts = model.__module__.split(".")
    return ORDER.index(f"{parts[1]}_{parts[2]}") if parts[0] == "thongsuot" and parts[1] in ROOMS else None


def relations():
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created and field.related_model:
                yield model, field


def test_foreign_keys_point_down_or_within():
    wrong = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model, field in relations()
        if place(model) is not None
        and place(field.related_model) is not None
        and place(field.related_model) > place(model)
    ]
    assert wrong == []


def test_no_reverse_accessors_across_modules():
    """`unit.dossier_set` would let units reach up into dossiers without an import."""
    wrong = [
        str(field)
        for model, field in relations()
        if model.__module__.startswith("thongsuot")
        and field.related_model._meta.app_label != model._meta.app_label
        and not field.remote_field.hidden
    ]
    assert wrong == []


def test_no_generic_foreign_keys():
    wrong = [
        m._meta.label
        for m in apps.get_models()
        for f in m._meta.private_fields
        if isinstance(f, GenericForeignKey)
    ]
    assert wrong == []


def test_no_ordering_hidden_in_models():
    wrong = [
        m._meta.label for m in apps.get_models() if m.__module__.startswith("thongsuot") and m._meta.ordering
    ]
    assert wrong == []
