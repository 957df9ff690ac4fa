"""Tables of synchronisation: who is told, what they are told (the outbox), what came, how the two sides compare."""

from django.db import models

WAITING = models.Q(state="waiting")


class Receiver(models.Model):
    """Another system that is told of dossiers: the national portal of a province, or the webhook of an agency.

    `state`: on · paused (what happens is kept for it) · ended. `failing_since`, `failures`, `next_at`: it is left
    alone until then. `secrets`: [{"secret": sealed, "until"}], the newest last.
    """

    kind = models.TextField()
    authority = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False, null=True)
    name = models.TextField()
    url = models.TextField(blank=True, default="")
    acts = models.JSONField(default=list)
    secrets = models.JSONField(default=list)
    since = models.DateTimeField()
    state = models.TextField(default="on")
    paused_because = models.TextField(blank=True, default="")
    failing_since = models.DateTimeField(null=True)
    failures = models.IntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True, default="")
    last_sent_at = models.DateTimeField(null=True)
    cursor = models.TextField(blank=True, default="")
    asked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sync_receiver"
        constraints = [
            models.UniqueConstraint(
                fields=["authority"], condition=models.Q(kind="portal"), name="sync_one_portal"
            )
        ]


class Message(models.Model):
    """One message to one receiver about one step of one dossier, or of a `subject` that another module keeps.

    `state`: waiting · sent · skipped, never deleted.
    """

    receiver = models.ForeignKey(Receiver, models.PROTECT, related_name="+", db_index=False)
    event_id = models.UUIDField()
    dossier = models.ForeignKey(
        "dossiers.Dossier", models.CASCADE, related_name="+", db_index=False, null=True
    )
    subject = models.UUIDField(null=True)
    step = models.IntegerField()
    rank = models.SmallIntegerField()
    service = models.TextField()
    at = models.DateTimeField()
    made_at = models.DateTimeField()
    state = models.TextField(default="waiting")
    attempts = models.IntegerField(default=0)
    next_at = models.DateTimeField()
    is_refused = models.BooleanField(default=False)
    last_error = models.TextField(blank=True, default="")
    sent_at = models.DateTimeField(null=True)
    skipped_by = models.TextField(blank=True, default="")
    skipped_because = models.TextField(blank=True, default="")

    class Meta:
        db_table = "sync_message"
        constraints = [
            models.UniqueConstraint(fields=["receiver", "event_id"], name="sync_message_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "sent", "skipped"]), name="sync_message_state"
            ),
            models.CheckConstraint(
                condition=models.Q(dossier__isnull=True) ^ models.Q(subject__isnull=True),
                name="sync_message_about",
            ),
        ]
        indexes = [
            models.Index("receiver", "next_at", name="sync_message_due", condition=WAITING),
            models.Index(
                "receiver", "dossier", "step", "rank", name="sync_message_waiting", condition=WAITING
            ),
            models.Index("dossier", "receiver", "step", name="sync_message_dossier"),
            models.Index(
                "subject",
                "receiver",
                "step",
                name="sync_message_subject",
                condition=models.Q(subject__isnull=False),
            ),
            models.Index("receiver", models.F("made_at").desc(), name="sync_message_latest"),
        ]


class Arrival(models.Model):
    """Something that the portal held for us, as it came. `state`: new · done · refused · dismissed, never deleted."""

    authority = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    key = models.TextField()
    kind = models.TextField()
    about = models.TextField(db_collation="C")
    body = models.JSONField()
    state = models.TextField(default="new")
    problems = models.JSONField(default=list)
    attempts = models.IntegerField(default=0)
    dossier = models.ForeignKey(
        "dossiers.Dossier", models.PROTECT, related_name="+", db_index=False, null=True
    )
    arrived_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.TextField(blank=True, default="")
    because = models.TextField(blank=True, default="")

    class Meta:
        db_table = "sync_arrival"
        constraints = [models.UniqueConstraint(fields=["authority", "key"], name="sync_arrival_once")]
        indexes = [
            models.Index(
                "authority",
                "id",
                name="sync_arrival_open",
                condition=models.Q(state__in=["new", "refused"]),
            ),
            models.Index("authority", "about", name="sync_arrival_about"),
        ]


class Reconciliation(models.Model):
    """One comparison with the portal over the dossiers received on some days. `tallies`: [[day, status, ours, theirs]]."""

    authority = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    actor = models.TextField()
    from_day = models.DateField()
    to_day = models.DateField()
    tallies = models.JSONField()

    class Meta:
        db_table = "sync_reconciliation"
        indexes = [models.Index("authority", models.F("at").desc(), name="sync_reconciliation_latest")]


class ReconciliationLine(models.Model):
    """One dossier about which the two did not agree."""

    reconciliation = models.ForeignKey(Reconciliation, models.CASCADE, related_name="+", db_index=False)
    authority_id = models.BigIntegerField()
    code = models.TextField(db_collation="C")
    kind = models.TextField()
    day = models.DateField(null=True)
    ours = models.SmallIntegerField(null=True)
    theirs = models.SmallIntegerField(null=True)

    class Meta:
        db_table = "sync_reconciliation_line"
        indexes = [models.Index("reconciliation", "code", name="sync_reconciliation_of")]


class PortalFile(models.Model):
    """A file that the portal holds for a dossier of ours. `state`: waiting · kept · failed · dismissed, never deleted.

    `ref`: SHA-256 of its address; `told_hash` as the portal wrote it; `sha256` of what is kept, in `dossier_file_id`.
    """

    arrival = models.ForeignKey(Arrival, models.PROTECT, related_name="+", db_index=False)
    authority = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    dossier = models.ForeignKey("dossiers.Dossier", models.CASCADE, related_name="+", db_index=False)
    ref = models.TextField(db_collation="C")
    address = models.TextField()
    title = models.TextField()
    file_name = models.TextField(blank=True, default="")
    wanted_id = models.BigIntegerField(null=True)
    told_hash = models.TextField(blank=True, default="")
    state = models.TextField(default="waiting")
    problems = models.JSONField(default=list)
    attempts = models.IntegerField(default=0)
    came_at = models.DateTimeField()
    next_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.TextField(blank=True, default="")
    because = models.TextField(blank=True, default="")
    sha256 = models.TextField(blank=True, default="")
    dossier_file_id = models.UUIDField(null=True)

    class Meta:
        db_table = "sync_portal_file"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "ref"], name="sync_portal_file_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "kept", "failed", "dismissed"]),
                name="sync_portal_file_state",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="kept") | models.Q(dossier_file_id__isnull=False),
                name="sync_portal_file_kept",
            ),
        ]
        indexes = [
            models.Index(
                "authority",
                "next_at",
                name="sync_portal_file_open",
                condition=models.Q(state__in=["waiting", "failed"]),
            )
        ]


class UploadedResult(models.Model):
    """A file of a result that the portal has: what it calls it (`their_id`, `address`)."""

    receiver = models.ForeignKey(Receiver, models.PROTECT, related_name="+", db_index=False)
    dossier = models.ForeignKey("dossiers.Dossier", models.CASCADE, related_name="+", db_index=False)
    sha256 = models.TextField()
    their_id = models.TextField()
    address = models.TextField(blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        db_table = "sync_uploaded_result"
        constraints = [
            models.UniqueConstraint(
                fields=["receiver", "dossier", "sha256"], name="sync_uploaded_result_once"
            )
        ]
