"""Files of old registers, and what became of each of their rows. Seen by the agencies that handed them in."""

from django.db import models


class ImportBook(models.Model):
    """One file. `arrangement`: sheets, headings, columns as somebody set them, and the classes of faults accepted.

    `found`: the sheets as they were read, what concerns the whole file, counts by class. `phase`: new, asking (which
    column is what?), checking, checked, loading, loaded, refused (`problems` say why).
    """

    id = models.UUIDField(primary_key=True)
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    authority_id = models.BigIntegerField()
    content = models.ForeignKey("plumbing.StoredFile", models.PROTECT, related_name="+", db_column="sha256")
    file_name = models.TextField()
    uploaded_at = models.DateTimeField()
    actor = models.TextField()
    officer_id = models.BigIntegerField(null=True)
    phase = models.TextField(default="new")
    arrangement = models.JSONField(default=dict)
    found = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    checked_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "import_book"
        indexes = [models.Index(fields=["agency", "-uploaded_at"], name="import_book_latest")]


class ImportRow(models.Model):
    """One row of a file: what was read, what was found, and the dossier it became.

    `state`: good, faulty, skipped (no dossier), known (the same came in earlier), loaded. `digest`: of the values, so
    that the same row in another file is known again.
    """

    pk = models.CompositePrimaryKey("book_id", "sheet", "number")
    book_id = models.UUIDField()
    sheet = models.SmallIntegerField()
    number = models.IntegerField()
    code = models.TextField(blank=True, default="")
    digest = models.TextField(blank=True, default="")
    state = models.TextField()
    values = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    dossier_id = models.UUIDField(null=True)

    class Meta:
        db_table = "import_row"
        indexes = [
            models.Index(fields=["book_id", "state", "sheet", "number"], name="import_row_states"),
            models.Index(fields=["code"], name="import_row_loaded", condition=models.Q(state="loaded")),
        ]
