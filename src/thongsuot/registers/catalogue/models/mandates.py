"""Who was given which power: dated facts, withdrawn and recorded anew when they turn out wrong."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Value
from django.db.models.functions import Coalesce

BELIEVED = models.Q(withdrawn_at__isnull=True)


def _valid() -> models.Func:
    return models.Func("valid_from", "valid_to", function="daterange", output_field=DateRangeField())


def _alone(power: str) -> ExclusionConstraint:
    """On one ground one giver gives one matter to one agency at a time."""
    return ExclusionConstraint(
        name=f"competence_one_to_{power}",
        expressions=[
            ("authority", RangeOperators.EQUAL),
            ("ground", RangeOperators.EQUAL),
            ("procedure_code", RangeOperators.EQUAL),
            ("field_code", RangeOperators.EQUAL),
            (Coalesce("unit", Value(0)), RangeOperators.EQUAL),
            (Coalesce("from_agency", Value(0)), RangeOperators.EQUAL),
            (_valid(), RangeOperators.OVERLAPS),
        ],
        condition=BELIEVED & models.Q(**{f"may_{power}": True}),
    )


class Mandate(models.Model):
    """A power given as a dated fact: devolved, decentralised or delegated, by a document, to one agency.

    "" for the procedure and the field, null for the unit: all of them. `from_agency` null: the law itself gave it.
    `origin`: "pack" for one that a data pack tells, "desk" for one that a person recorded; no pack touches the latter.
    `withdrawn_because` is what that person gave as the reason for taking it back or ending it.
    """

    id = models.BigAutoField(primary_key=True)
    authority = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    ground = models.TextField()
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+")
    from_agency = models.ForeignKey("units.Agency", models.PROTECT, null=True, related_name="+")
    procedure_code = models.TextField(blank=True)
    field_code = models.TextField(blank=True)
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+")
    may_receive = models.BooleanField()
    may_decide = models.BooleanField()
    may_sign = models.BooleanField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    document = models.TextField()
    clause = models.TextField(blank=True, db_default="")
    content = models.TextField(blank=True)
    conditions = models.TextField(blank=True)
    source = models.TextField(blank=True)
    is_simulated = models.BooleanField(default=False)
    origin = models.TextField(default="pack", db_default="pack")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.TextField(blank=True, db_default="")

    open_because = "who is competent is public"

    class Meta:
        db_table = "competence"
        constraints = [
            *(_alone(power) for power in ("receive", "decide", "sign")),
            models.CheckConstraint(
                condition=models.Q(ground__in=["phan_quyen", "phan_cap", "uy_quyen"]),
                name="competence_ground",
            ),
            models.CheckConstraint(condition=models.Q(origin__in=["pack", "desk"]), name="competence_origin"),
            models.CheckConstraint(
                condition=~models.Q(ground="uy_quyen") | models.Q(valid_to__isnull=False),
                name="competence_delegated_for_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                name="competence_some_day",
            ),
        ]
