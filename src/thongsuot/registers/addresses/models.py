"""Other names of places: what people call them, and what they were called before the register of units begins."""

from django.db import models


class PlaceAlias(models.Model):
    """`code` is that of the unit, old and new alike; "" when it ended before the register begins, `within` a district."""

    id = models.BigAutoField(primary_key=True)
    level = models.TextField()
    alias = models.TextField()
    code = models.TextField(blank=True)
    within = models.TextField(blank=True)
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "place_alias"
        constraints = [
            models.UniqueConstraint(fields=["level", "alias", "code", "within"], name="place_alias_once"),
            models.CheckConstraint(
                condition=~(models.Q(code="") & models.Q(within="")), name="place_alias_of_something"
            ),
        ]
