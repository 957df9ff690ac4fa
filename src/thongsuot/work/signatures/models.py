"""Certificates of officers and agencies, papers that were signed, and where two persons are needed for that."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models


class OfficerCertificate(models.Model):
    """A certificate that an officer signs with in the name of an agency; `is_agency`: the agency's own, which he keeps.

    `key_place` says where the key is (`file:…`, `pkcs11:…`); the key itself never comes here. Taken back: `revoked_at`
    is set and the row stays. `picture`: how the signature or seal looks (PNG), empty when none was given.
    """

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+")
    authority = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    is_agency = models.BooleanField(default=False)
    subject = models.TextField()
    organisation = models.TextField(blank=True)
    issuer = models.TextField()
    serial = models.TextField()
    fingerprint = models.TextField(unique=True)
    content = models.BinaryField()
    picture = models.BinaryField(default=b"")
    key_place = models.TextField()
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    recorded_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_because = models.TextField(blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        db_table = "officer_certificate"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_from__lt=models.F("valid_to")), name="certificate_valid"
            )
        ]


class SignedPaper(models.Model):
    """A paper of a dossier as it was signed; `nth` counts its signatures, each in a row of its own. Append-only.

    `step`: which step of the dossier gave rise to it. `level`: PAdES B-B or B-T. `value_digest`: SHA-256 (hex) of the
    signature's own bytes, by which a stranger's copy is known again. `file`: of a result that was handed in, the file
    of the dossier in which it stands as it was signed; the bytes lie there, and `content` is empty.
    """

    id = models.UUIDField(primary_key=True)
    dossier = models.ForeignKey("dossiers.Dossier", models.CASCADE, related_name="+", db_index=False)
    form = models.TextField()
    step = models.IntegerField()
    nth = models.SmallIntegerField(default=1)
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    certificate = models.ForeignKey(OfficerCertificate, models.PROTECT, related_name="+", db_index=False)
    signer = models.ForeignKey("identity.Account", models.PROTECT, related_name="+", db_index=False)
    drafted_by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    level = models.TextField()
    value_digest = models.TextField(unique=True)
    content = models.BinaryField()
    file = models.ForeignKey(
        "dossiers.DossierFile", models.PROTECT, related_name="+", null=True, db_index=False
    )

    class Meta:
        db_table = "signed_paper"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "form", "step", "nth"], name="signed_paper_once")
        ]


class TwoPersons(models.Model):
    """Where who drafts may not sign: a procedure of a province ("" for all of them) in a period of days."""

    id = models.BigAutoField(primary_key=True)
    authority = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    procedure_code = models.TextField(blank=True)
    valid = DateRangeField()
    ground = models.TextField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "two_persons"
