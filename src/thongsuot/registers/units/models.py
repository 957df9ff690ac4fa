"""Tables of units and agencies. A code is not an identity: it belongs to a unit for a period only.

Facts are dated twice: `valid` says when they hold, `recorded_at`/`withdrawn_at` since and until when
we believed so. Nothing is overwritten: a fact that turns out wrong is withdrawn and recorded anew.
"""

from enum import StrEnum

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Value
from django.db.models.functions import Cast, Concat

from thongsuot.registers.units.rules import (
    AgencyKind,
    ChangeKind,
    EdgeKind,
    Level,
    PartBy,
    SealKind,
    SuccessionKind,
    UnitType,
)

BELIEVED = models.Q(withdrawn_at__isnull=True)

# Level and code in one number (01 → 101, 001 → 1001, 00001 → 100001): the number of digits is the level.
# Compared as a number it costs a tenth of what two texts cost in an exclusion constraint.
CODE_NUMBER = Cast(Concat(Value("1"), "code"), models.IntegerField())
CODE_SHAPE = (
    models.Q(level="province", code__regex=r"^\d{2}$")
    | models.Q(level="district", code__regex=r"^\d{3}$")
    | models.Q(level="commune", code__regex=r"^\d{5}$")
)


def _values(words: type[StrEnum]) -> list[str]:
    return [word.value for word in words]  # plain text: migrations import nothing of ours


class Unit(models.Model):
    """An administrative unit for as long as it lives, whatever it is called.

    `first_code` and `founded` name it once and for all; `founded` is null when it is older than the register.
    """

    id = models.BigAutoField(primary_key=True)
    level = models.TextField()
    first_code = models.TextField()
    founded = models.DateField(null=True)
    abolished = models.DateField(null=True)

    class Meta:
        db_table = "unit"
        constraints = [
            models.UniqueConstraint(
                fields=["level", "first_code", "founded"], nulls_distinct=False, name="unit_founding"
            ),
            models.CheckConstraint(condition=models.Q(level__in=_values(Level)), name="unit_level"),
            models.CheckConstraint(
                condition=models.Q(abolished__isnull=True)
                | models.Q(founded__isnull=True)
                | models.Q(abolished__gt=models.F("founded")),
                name="unit_lives",
            ),
        ]


class UnitChange(models.Model):
    """One legal change of units: what a clause of an act did on a day, and since when we know of it.

    `happens_at` is its instant. `source`: "pack" for a change that a data pack tells, "event" for one recorded
    here. A change is undone by another that names it in `counter_of`; one withdrawn before its day never
    happened. `inputs` is what was asked for, as JSON.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.TextField()
    act = models.TextField()
    clause = models.TextField(blank=True)
    effective = models.DateField()
    happens_at = models.DateTimeField()
    source = models.TextField()
    inputs = models.JSONField()
    counter_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "unit_change"
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=_values(ChangeKind)), name="unit_change_kind"),
            models.CheckConstraint(
                condition=models.Q(source__in=["pack", "event"]), name="unit_change_source"
            ),
            models.UniqueConstraint(
                fields=["counter_of"], condition=BELIEVED, name="unit_change_countered_once"
            ),
        ]
        indexes = [models.Index("effective", name="unit_change_effective")]


class UnitChangeUnit(models.Model):
    """A unit that a change concerns: `role` "old" as it was before, "new" as it is after."""

    id = models.BigAutoField(primary_key=True)
    change = models.ForeignKey(UnitChange, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    role = models.TextField()

    class Meta:
        db_table = "unit_change_unit"
        constraints = [
            models.UniqueConstraint(fields=["change", "unit", "role"], name="unit_change_unit_once"),
            models.CheckConstraint(condition=models.Q(role__in=["old", "new"]), name="unit_change_unit_role"),
        ]


class UnitVersion(models.Model):
    """What a unit is called, of what type it is and to which unit it belongs, during `valid`.

    `level` repeats the unit's, so that the database itself keeps one code from naming two units of a level.
    `origin` is the resolution by which this version began, "" when it is older than the register.
    `change` is the change that wrote this row (null: a pack's file), `withdrawn_by` the one that took it back.
    """

    id = models.BigAutoField(primary_key=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="versions")
    level = models.TextField()
    code = models.TextField()
    other_code = models.TextField(blank=True)
    name = models.TextField()
    type = models.TextField()
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    province = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    valid = DateRangeField()
    origin = models.TextField(blank=True)
    change = models.ForeignKey(UnitChange, models.PROTECT, null=True, related_name="+")
    withdrawn_by = models.ForeignKey(UnitChange, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "unit_version"
        constraints = [
            ExclusionConstraint(
                name="unit_version_one_at_a_time",
                expressions=[("unit", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                condition=BELIEVED,
            ),
            ExclusionConstraint(
                name="unit_version_code_names_one",
                expressions=[(CODE_NUMBER, RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                condition=BELIEVED,
            ),
            models.CheckConstraint(condition=CODE_SHAPE, name="unit_version_code_shape"),
            models.CheckConstraint(condition=models.Q(type__in=_values(UnitType)), name="unit_version_type"),
            models.CheckConstraint(condition=models.Q(valid__isempty=False), name="unit_version_some_day"),
        ]
        indexes = [
            models.Index("code", "level", name="unit_version_code_level"),
            models.Index("unit", name="unit_version_believed", condition=BELIEVED),
            models.Index("other_code", name="unit_version_other_code", condition=~models.Q(other_code="")),
        ]


class Share(models.Model):
    """One line of a conversion table: what of an old unit went to which new unit on `day`.

    `part_name` names the area when only a named area of the old unit is meant. `note` is the source's
    own wording. `area_share` and `people_share` are 0..1 of the old unit, null when unknown. `change` and
    `withdrawn_by` as in `UnitVersion`.
    """

    id = models.BigAutoField(primary_key=True)
    old = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    new = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    day = models.DateField()
    kind = models.TextField()
    part_name = models.TextField(blank=True)
    note = models.TextField(blank=True)
    correction = models.TextField(blank=True)
    resolution = models.TextField(blank=True)
    clause = models.TextField(blank=True)
    area_share = models.DecimalField(max_digits=9, decimal_places=8, null=True)
    people_share = models.DecimalField(max_digits=9, decimal_places=8, null=True)
    change = models.ForeignKey(UnitChange, models.PROTECT, null=True, related_name="+")
    withdrawn_by = models.ForeignKey(UnitChange, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "unit_share"
        constraints = [
            models.UniqueConstraint(
                fields=["old", "new", "day", "part_name"], condition=BELIEVED, name="unit_share_once"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=_values(EdgeKind)), name="unit_share_kind"),
            models.CheckConstraint(
                condition=models.Q(area_share__range=(0, 1)) | models.Q(area_share__isnull=True),
                name="unit_share_area",
            ),
            models.CheckConstraint(
                condition=models.Q(people_share__range=(0, 1)) | models.Q(people_share__isnull=True),
                name="unit_share_people",
            ),
        ]
        indexes = [models.Index("new", name="unit_share_new")]


class UnitPart(models.Model):
    """Which part of a split unit a share means: what must be known of a place to say that it lies in it.

    `by`: polygon, hamlet, street, list or default; `values` as `rules.parts` reads them. `confidence` 0..1.
    `origin`: pack or desk; a pack that is loaded again leaves alone what a person recorded.
    """

    id = models.BigAutoField(primary_key=True)
    old = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    new = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    day = models.DateField()
    by = models.TextField()
    values = models.JSONField()
    confidence = models.DecimalField(max_digits=4, decimal_places=3)
    source = models.TextField(blank=True)
    is_simulated = models.BooleanField(default=False)
    origin = models.TextField(default="pack")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "unit_part"
        constraints = [
            models.CheckConstraint(condition=models.Q(origin__in=["pack", "desk"]), name="unit_part_origin"),
            models.CheckConstraint(condition=models.Q(by__in=_values(PartBy)), name="unit_part_by"),
            models.CheckConstraint(condition=models.Q(confidence__range=(0, 1)), name="unit_part_confidence"),
        ]
        indexes = [models.Index("old", "day", name="unit_part_old", condition=BELIEVED)]


class Agency(models.Model):
    """A body with an agency code. Its code is never given to another, also after it is closed.

    `code` is the present notation (level 1 first), `legacy_code` the one of QCVN 102:2016 (level 4 first).
    `valid` may be open on both sides; it ends when the agency is closed.
    """

    id = models.BigAutoField(primary_key=True)
    code = models.TextField(unique=True)
    legacy_code = models.TextField(unique=True)
    name = models.TextField()
    short_name = models.TextField(blank=True)
    kind = models.TextField()
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    authority = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    valid = DateRangeField()
    source = models.TextField(blank=True)
    is_simulated = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()

    open_because = "which agencies there are is public"

    class Meta:
        db_table = "agency"
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=_values(AgencyKind)), name="agency_kind"),
            models.CheckConstraint(condition=models.Q(valid__isempty=False), name="agency_some_day"),
        ]


class AgencySuccession(models.Model):
    """What of an old agency went to which new one on `day`, by which act. Never overwritten, only withdrawn.

    `ends_old`: the old agency ends with it. `ended_before` is the day on which it would have ended anyway.
    """

    id = models.BigAutoField(primary_key=True)
    old = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    new = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    day = models.DateField()
    kind = models.TextField()
    act = models.TextField()
    clause = models.TextField(blank=True)
    note = models.TextField(blank=True)
    ends_old = models.BooleanField(default=True)
    ended_before = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "agency_succession"
        constraints = [
            models.UniqueConstraint(
                fields=["old", "new", "day"], condition=BELIEVED, name="agency_succession_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=_values(SuccessionKind)), name="agency_succession_kind"
            ),
        ]
        indexes = [models.Index("new", "day", name="agency_succession_new", condition=BELIEVED)]


class Seal(models.Model):
    """A seal of an agency: valid from its issue until it is recalled; `minutes` name the paper that says so."""

    id = models.BigAutoField(primary_key=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    kind = models.TextField()
    number = models.TextField(unique=True)
    issued_on = models.DateField()
    recalled_on = models.DateField(null=True)
    destroyed_on = models.DateField(null=True)
    minutes = models.TextField(blank=True)
    is_simulated = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()

    open_because = "which seals are in use is public"

    class Meta:
        db_table = "seal"
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=_values(SealKind)), name="seal_kind"),
            models.CheckConstraint(
                condition=models.Q(recalled_on__isnull=True)
                | models.Q(recalled_on__gte=models.F("issued_on")),
                name="seal_recalled",
            ),
            models.CheckConstraint(
                condition=models.Q(destroyed_on__isnull=True)
                | models.Q(recalled_on__isnull=False, destroyed_on__gte=models.F("recalled_on")),
                name="seal_destroyed",
            ),
        ]


class AuthoritySetting(models.Model):
    """How one province runs: the notation of its dossier codes, its colour, its help line. Dated like a fact.

    `value` is any JSON. A later value does not overwrite an earlier one: what held on a day can be asked for.
    """

    id = models.BigAutoField(primary_key=True)
    authority = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    key = models.TextField()
    value = models.JSONField()
    valid = DateRangeField()
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    open_because = "settings of a province are read by everybody's pages"

    class Meta:
        db_table = "authority_setting"
        constraints = [
            ExclusionConstraint(
                name="authority_setting_one_at_a_time",
                expressions=[
                    ("authority", RangeOperators.EQUAL),
                    ("key", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=BELIEVED,
            ),
            models.CheckConstraint(
                condition=models.Q(valid__isempty=False), name="authority_setting_some_day"
            ),
        ]
