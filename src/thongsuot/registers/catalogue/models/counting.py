"""Of what a published fee is the price, where its own words do not say it, or not all of it."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q

from thongsuot.registers.catalogue.models.clocks import VALID


class FeeUnit(models.Model):
    """During [valid_from, valid_to) the fee of `kind` and `vnd` of a procedure is the price of one `unit`."""

    id = models.BigAutoField(primary_key=True)
    procedure_code = models.TextField()
    kind = models.TextField()
    vnd = models.BigIntegerField()
    unit = models.TextField()
    reduced_from = models.IntegerField(null=True)
    reduced_vnd = models.BigIntegerField(null=True)
    most_vnd = models.BigIntegerField(null=True)
    article = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.TextField(blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "procedure_fee_unit"
        constraints = [
            ExclusionConstraint(
                name="procedure_fee_unit_once",
                expressions=[
                    ("procedure_code", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("vnd", RangeOperators.EQUAL),
                    (VALID, RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(reduced_from__isnull=True, reduced_vnd__isnull=True)
                | Q(reduced_from__gt=1, reduced_vnd__gte=0),
                name="procedure_fee_unit_reduced",
            ),
        ]
