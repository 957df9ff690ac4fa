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

    open_because = "one number"

    class Meta:
        db_table = "revision"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="revision_one_row")]


class StoredFile(models.Model):
    """Content that the store holds, by its hash. The row is written after the content, in the transaction of its use.

    Whose it is stands with the modules that refer to it: this table holds nobody's data and no name.
    """

    sha256 = models.TextField(primary_key=True, db_collation="C")
    size = models.BigIntegerField()
    media_type = models.TextField()
    kept_at = models.DateTimeField()
    scan = models.TextField(default="not_scanned")
    scan_note = models.TextField(blank=True, default="")
    scanned_at = models.DateTimeField(null=True)

    open_because = "content by its hash; whose it is stands in walled tables"

    class Meta:
        db_table = "stored_file"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(scan__in=["not_scanned", "clean", "infected"]), name="stored_file_scan"
            ),
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$", size__gt=0), name="stored_file_whole"
            ),
        ]
        indexes = [
            models.Index("sha256", name="stored_file_unscanned", condition=models.Q(scan="not_scanned"))
        ]


class Upload(models.Model):
    """A file on its way in, part by part. Only who began it sees it (row-level security).

    Forgotten after a day, or at `kept_until`, which something that is still being filled in may ask for.
    """

    id = models.UUIDField(primary_key=True)
    actor = models.TextField()
    name = models.TextField()
    size = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    began_at = models.DateTimeField()
    kept_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "upload"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(received__gte=0, received__lte=models.F("size")), name="upload_within"
            )
        ]
        indexes = [
            models.Index("began_at", name="upload_began"),
            models.Index("actor", name="upload_actor"),
        ]
