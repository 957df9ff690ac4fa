"""Tables of relays: provinces that can be reached, what was filed for whom, its files, and what was taken in."""

from django.db import models


class Peer(models.Model):
    """Another province that can be reached; `receiver` of the outbox knows its address and the secret that both keep."""

    authority = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    partner = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    receiver = models.ForeignKey("sync.Receiver", models.PROTECT, related_name="+", db_index=False)
    is_on = models.BooleanField(default=True)
    since = models.DateTimeField()

    class Meta:
        db_table = "relay_peer"
        constraints = [
            models.UniqueConstraint(fields=["authority", "partner"], name="relay_one_peer"),
            models.UniqueConstraint(fields=["receiver"], name="relay_peer_receiver"),
        ]


class Relay(models.Model):
    """What was filed in one province for another, as one of the two knows it.

    `ref` is the same at both ends. out: `agency` received it, `their_code` is the dossier there, `story` what was told
    of it. in: `dossier` is ours, `agency` its counter (None: not found). `bag`: the originals on their
    way there, `back`: with the result on their way back. `supplements`: what was handed in after it was asked for.
    """

    id = models.UUIDField(primary_key=True)
    ref = models.UUIDField()
    direction = models.TextField()
    authority = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    peer = models.ForeignKey(Peer, models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False, null=True)
    code = models.TextField(db_collation="C")
    their_code = models.TextField(blank=True, default="", db_collation="C")
    dossier = models.ForeignKey(
        "dossiers.Dossier", models.PROTECT, related_name="+", db_index=False, null=True
    )
    procedure_code = models.TextField()
    territory_code = models.TextField()
    applicant_name = models.TextField()
    phone = models.TextField(blank=True, default="")
    state = models.TextField()
    known_step = models.IntegerField(default=0)
    their_state = models.TextField(blank=True, default="")
    holder = models.TextField(blank=True, default="")
    due_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    filing = models.JSONField()
    problems = models.JSONField(default=list)
    story = models.JSONField(default=list)
    bag = models.JSONField(null=True)
    back = models.JSONField(null=True)
    supplements = models.JSONField(default=list)
    followed = models.JSONField(default=list, db_default=[])  # {ref, agency}: whose it was before each switch
    reason = models.TextField(blank=True, default="")
    handed_at = models.DateTimeField(null=True)
    handed_to = models.TextField(blank=True, default="")
    officer = models.ForeignKey(
        "identity.Account", models.PROTECT, related_name="+", null=True, db_index=False
    )

    class Meta:
        db_table = "relay"
        constraints = [
            models.UniqueConstraint(fields=["peer", "direction", "ref"], name="relay_once"),
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(direction="out"), name="relay_code_once"
            ),
            models.UniqueConstraint(fields=["dossier"], name="relay_dossier_once"),
        ]
        indexes = [
            models.Index("authority", models.F("received_at").desc(), name="relay_latest"),
            models.Index("agency", models.F("received_at").desc(), name="relay_of_agency"),
        ]


class RelayFile(models.Model):
    """A scan that goes along, or a file of the result. `ref`: its id where it came from; `problems`: why not taken.

    `told_sha256` is the hash that the sender named, `sha256` of what is kept here (pictures are written anew).
    """

    id = models.UUIDField(primary_key=True)
    relay = models.ForeignKey(Relay, models.CASCADE, related_name="files", db_index=False)
    ref = models.UUIDField()
    is_result = models.BooleanField(default=False)
    title = models.TextField()
    paper_code = models.TextField(blank=True, default="")
    file_name = models.TextField()
    sha256 = models.TextField(blank=True, default="")
    told_sha256 = models.TextField(blank=True, default="")
    media_type = models.TextField(blank=True, default="")
    size = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    dossier_file_id = models.UUIDField(null=True)
    problems = models.JSONField(default=list)

    class Meta:
        db_table = "relay_file"
        constraints = [models.UniqueConstraint(fields=["relay", "ref"], name="relay_file_once")]


class Inbox(models.Model):
    """A message that was taken in, with the answer that it got: whoever sends it again gets the same."""

    peer = models.ForeignKey(Peer, models.PROTECT, related_name="+", db_index=False)
    event_id = models.UUIDField()
    service = models.TextField()
    at = models.DateTimeField()
    answer = models.JSONField(default=dict)

    class Meta:
        db_table = "relay_inbox"
        constraints = [models.UniqueConstraint(fields=["peer", "event_id"], name="relay_inbox_once")]
