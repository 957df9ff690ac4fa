"""What the law of a procedure says of its clock, beside the length of its term."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Func, Value

VALID = Func("valid_from", "valid_to", Value("[)"), function="daterange")


class ClockRule(models.Model):
    """During [valid_from, valid_to): whether the term starts anew, and whose silence the law takes for consent.

    `silence` "": nobody's; "deciding": that of the agency that decides, when the term is over; "asked": that of an
    agency asked for its opinion, after `quantity` `unit`. `supplement`: until when the applicant adds what is missing:
    "" the law says nothing, "named" whoever asks must name a day, or the law's own term ("15 DAY").
    """

    id = models.BigAutoField(primary_key=True)
    procedure_code = models.TextField()
    after_pause = models.TextField()
    silence = models.TextField(blank=True)
    quantity = models.IntegerField(null=True)
    unit = models.TextField(blank=True)
    article = models.TextField()
    supplement = models.TextField(blank=True, default="", db_default="")
    supplement_article = models.TextField(blank=True, default="", db_default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.TextField(blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "procedure_clock"
        constraints = [
            ExclusionConstraint(
                name="procedure_clock_once",
                expressions=[("procedure_code", RangeOperators.EQUAL), (VALID, RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                condition=models.Q(silence__in=["", "deciding", "asked"]), name="procedure_clock_silence"
            ),
            models.CheckConstraint(
                condition=models.Q(after_pause__in=["continue", "restart"]),
                name="procedure_clock_after_pause",
            ),
        ]
