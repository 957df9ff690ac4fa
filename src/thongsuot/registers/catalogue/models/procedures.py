"""Tables of the catalogue. A procedure is its code as published; all else is a version of it, dated twice.

`valid_from`/`valid_to` say when a version holds, `recorded_at`/`withdrawn_at` since and until when we
believed so. A version is never changed but for its end: dossiers keep the version they were born under.
"""

from enum import StrEnum

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from thongsuot.registers.catalogue.rules import Channel, FeeKind, Online, Origin, TimeUnit

BELIEVED = models.Q(withdrawn_at__isnull=True)


def _values(words: type[StrEnum]) -> list[str]:
    return [word.value for word in words]  # plain text: migrations import nothing of ours


def _valid() -> models.Func:
    return models.Func("valid_from", "valid_to", function="daterange", output_field=DateRangeField())


class Field(models.Model):
    """A field of administration (lĩnh vực) of the national list."""

    id = models.BigAutoField(primary_key=True)
    code = models.TextField(unique=True)
    name = models.TextField()
    source = models.TextField(blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "procedure_field"


class SubjectType(models.Model):
    """Who may ask: citizens, enterprises, cooperatives, …"""

    id = models.BigAutoField(primary_key=True)
    code = models.TextField(unique=True)
    name = models.TextField()
    source = models.TextField(blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "procedure_subject_type"


class Procedure(models.Model):
    """`code` exactly as published, spaces included; `clean_code` is what people type."""

    id = models.BigAutoField(primary_key=True)
    code = models.TextField(unique=True)
    clean_code = models.TextField()
    is_sound = models.BooleanField()

    class Meta:
        db_table = "procedure"
        indexes = [models.Index("clean_code", name="procedure_clean_code")]


class ProcedureVersion(models.Model):
    """What a procedure was during [valid_from, valid_to).

    `content` is the record as published. `local_to` is the province (level-1 agency code) whose own
    procedure it is, "" for one of the whole country. `fingerprint` is the SHA-256 of the content.
    """

    id = models.BigAutoField(primary_key=True)
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="versions")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    source = models.TextField()
    fingerprint = models.TextField()
    name = models.TextField()
    field_code = models.TextField()
    field_name = models.TextField()
    promulgator_code = models.TextField()
    promulgator_name = models.TextField()
    local_to = models.TextField(blank=True)
    state = models.TextField()
    kind = models.TextField()
    is_internal = models.BooleanField()
    is_full_process = models.BooleanField()
    levels = ArrayField(models.TextField())
    online = models.TextField()
    decision_number = models.TextField(blank=True)
    decision_date = models.DateField(null=True)
    executing = ArrayField(models.TextField())
    content = models.JSONField()

    class Meta:
        db_table = "procedure_version"
        constraints = [
            ExclusionConstraint(
                name="procedure_version_one_at_a_time",
                expressions=[
                    ("procedure", RangeOperators.EQUAL),
                    (_valid(), RangeOperators.OVERLAPS),
                ],
                condition=BELIEVED,
            ),
            models.CheckConstraint(
                condition=models.Q(online__in=_values(Online)), name="procedure_version_online"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                name="procedure_version_some_day",
            ),
        ]


class Term(models.Model):
    """How long a case filed by a channel takes, and where in the record that stands."""

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="+")
    position = models.SmallIntegerField()
    case = models.TextField(blank=True)
    channel = models.TextField()
    quantity = models.IntegerField(null=True)
    unit = models.TextField()
    description = models.TextField(blank=True)
    origin = models.TextField()

    class Meta:
        db_table = "procedure_term"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(channel__in=_values(Channel)), name="procedure_term_channel"
            ),
            models.CheckConstraint(
                condition=models.Q(unit__in=_values(TimeUnit)), name="procedure_term_unit"
            ),
            models.CheckConstraint(
                condition=models.Q(origin__in=_values(Origin)), name="procedure_term_origin"
            ),
        ]


class PaperWanted(models.Model):
    """One paper of a case of a version."""

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="+")
    position = models.SmallIntegerField()
    case = models.TextField(blank=True)
    name = models.TextField()
    code = models.TextField(blank=True)
    originals = models.IntegerField()
    copies = models.IntegerField()
    required = models.BooleanField()
    has_form = models.BooleanField()

    class Meta:
        db_table = "procedure_paper"


class Fee(models.Model):
    """One amount of a channel; `vnd` null when the source tells no amount."""

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="+")
    position = models.SmallIntegerField()
    channel = models.TextField()
    kind = models.TextField()
    vnd = models.BigIntegerField(null=True)
    note = models.TextField(blank=True)
    by_council = models.BooleanField()

    class Meta:
        db_table = "procedure_fee"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(channel__in=_values(Channel)), name="procedure_fee_channel"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=_values(FeeKind)), name="procedure_fee_kind"),
        ]


class LegalBasis(models.Model):
    """A legal text that a version names: number and title."""

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="+")
    position = models.SmallIntegerField()
    code = models.TextField(blank=True)
    name = models.TextField()

    class Meta:
        db_table = "procedure_legal_basis"


class Contradiction(models.Model):
    """Where a version speaks against itself: the kind and the two values, as text."""

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="+")
    what = models.TextField()
    left = models.TextField()
    right = models.TextField(blank=True)

    class Meta:
        db_table = "procedure_contradiction"


class SameDay(models.Model):
    """A procedure settled the day it is received, if received by `until` (Vietnam's clock)."""

    id = models.BigAutoField(primary_key=True)
    procedure_code = models.TextField()
    until = models.TimeField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.TextField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "procedure_same_day"
        constraints = [
            ExclusionConstraint(
                name="procedure_same_day_once",
                expressions=[
                    ("procedure_code", RangeOperators.EQUAL),
                    (_valid(), RangeOperators.OVERLAPS),
                ],
            ),
        ]


class EverydayPhrase(models.Model):
    """What people call a procedure. `words` are the phrase's syllables, pairs and accented words.

    `weight` is the sum of their weights in the vocabulary.
    """

    id = models.BigAutoField(primary_key=True)
    phrase = models.TextField()
    folded = models.TextField()
    words = ArrayField(models.TextField())
    procedure_code = models.TextField()
    rank = models.SmallIntegerField()
    weight = models.FloatField(default=0)

    class Meta:
        db_table = "procedure_everyday_phrase"
        constraints = [
            models.UniqueConstraint(
                fields=["phrase", "procedure_code"], name="procedure_everyday_phrase_once"
            )
        ]
        indexes = [
            GinIndex(fields=["words"], name="procedure_everyday_words"),
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="procedure_everyday_folded"),
        ]


class Commonness(models.Model):
    """How often people ask for it, 0 (never) to 100: of one procedure, or of a whole field."""

    id = models.BigAutoField(primary_key=True)
    field_code = models.TextField(blank=True)
    procedure_code = models.TextField(blank=True)
    weight = models.SmallIntegerField()

    class Meta:
        db_table = "procedure_commonness"
        constraints = [
            models.UniqueConstraint(
                fields=["field_code", "procedure_code"], name="procedure_commonness_once"
            ),
            models.CheckConstraint(
                condition=models.Q(weight__range=(0, 100)), name="procedure_commonness_weight"
            ),
        ]


class SearchWord(models.Model):
    """A word by which a version is found; `weight` says how much its place in the record counts.

    Derived from the versions and made anew with them, so no foreign key slows its writing.
    """

    pk = models.CompositePrimaryKey("word", "version_id")
    version = models.ForeignKey(
        ProcedureVersion, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    word = models.TextField()
    weight = models.FloatField()

    class Meta:
        db_table = "procedure_search_word"


class Vocabulary(models.Model):
    """Every word of names and everyday phrases with its weight: the rarer, the heavier."""

    word = models.TextField(primary_key=True)
    weight = models.FloatField()

    class Meta:
        db_table = "procedure_vocabulary"


class Competence(models.Model):
    """Which agency of a province carries out what the catalogue calls `executing` (without accents).

    `procedure_code` "" means every procedure that names this executing body.
    """

    id = models.BigAutoField(primary_key=True)
    authority = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    executing = models.TextField()
    procedure_code = models.TextField(blank=True)
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.TextField(blank=True)
    recorded_at = models.DateTimeField()

    open_because = "who is competent is public"

    class Meta:
        db_table = "procedure_competence"
        constraints = [
            ExclusionConstraint(
                name="procedure_competence_one",
                expressions=[
                    ("authority", RangeOperators.EQUAL),
                    ("executing", RangeOperators.EQUAL),
                    ("procedure_code", RangeOperators.EQUAL),
                    (_valid(), RangeOperators.OVERLAPS),
                ],
            ),
        ]


class LifeEvent(models.Model):
    """What happens in a life ("Sinh con") and the procedures it takes: their codes, apart by spaces."""

    id = models.BigAutoField(primary_key=True)
    position = models.SmallIntegerField()
    code = models.TextField()
    name = models.TextField()
    name_en = models.TextField()
    hint = models.TextField(blank=True)
    hint_en = models.TextField(blank=True)
    procedure_codes = models.TextField()

    class Meta:
        db_table = "life_event"
