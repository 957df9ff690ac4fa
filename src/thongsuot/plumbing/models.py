"""The house's own tables: journal, idempotency keys, revision of the registers."""

from django.db import models


class JournalEntry(models.Model):
    """One carried-out verb. Append-only: a trigger refuses every change, the sequence gives the order."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    verb = models.TextField()
    actor = models.TextField()
    agency_id = models.BigIntegerField(null=True)
    subject = models.TextField(blank=True)
    count = models.IntegerField(default=1)
    detail = models.JSONField(default=dict)
    within = models.TextField(blank=True)
    request_id = models.TextField(blank=True)

    class Meta:
        db_table = "journal_entry"
        indexes = [
            models.Index("subject", "id", name="journal_subject", condition=~models.Q(subject="")),
            models.Index("agency_id", "id", name="journal_agency"),
        ]


class IdempotencyKey(models.Model):
    """The answer that a key was given once; the same key gets the same answer again."""

    pk = models.CompositePrimaryKey("actor", "key")
    actor = models.TextField()
    key = models.TextField()
    fingerprint = models.TextField()
    answer = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        db_table = "idempotency_key"
        indexes = [models.Index("at", name="idempotency_at")]


class Revision(models.Model):
    """One row: rises whenever a register that processes remember (calendar, procedures, …) is loaded."""

    id = models.SmallIntegerField(primary_key=True)
    value = models.BigIntegerField()

    class Meta:
        db_table = "revision"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="revision_one_row")]
