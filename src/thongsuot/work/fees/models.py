"""Tables of the money. Transfers and their postings only grow; a correction is another transfer."""

from django.db import models
from django.db.models import Q


class FeeRelief(models.Model):
    """Who pays less, since when and by which law; `authority` null: in the whole country."""

    open_because = "who pays less by which law is a public register"

    id = models.BigAutoField(primary_key=True)
    authority = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", null=True, db_index=False)
    code = models.TextField()
    name = models.TextField()
    percent = models.SmallIntegerField()
    field_code = models.TextField(blank=True)
    kind = models.TextField(blank=True)
    ground = models.TextField()
    source = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "fee_relief"
        constraints = [
            models.CheckConstraint(condition=Q(percent__range=(1, 100)), name="fee_relief_percent"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=models.F("valid_from")),
                name="fee_relief_period",
            ),
        ]


class FeeTariff(models.Model):
    """An amount that the province's council decided for a procedure."""

    open_because = "what a council decided is a public register"

    id = models.BigAutoField(primary_key=True)
    authority = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", null=True, db_index=False)
    procedure_code = models.TextField()
    case = models.TextField(blank=True)
    channel = models.TextField(blank=True)
    kind = models.TextField()
    vnd = models.BigIntegerField()
    name = models.TextField()
    ground = models.TextField()
    source = models.TextField()
    is_simulated = models.BooleanField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "fee_tariff"
        constraints = [
            models.CheckConstraint(condition=Q(vnd__gte=0), name="fee_tariff_amount"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=models.F("valid_from")),
                name="fee_tariff_period",
            ),
        ]


class FeeBankColumn(models.Model):
    """Under which heading banks give a fact of a payment; `authority` null: in the whole country."""

    open_because = "how banks head their statements is no secret"

    id = models.BigAutoField(primary_key=True)
    authority = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", null=True, db_index=False)
    field = models.TextField()
    heading = models.TextField()
    source = models.TextField()
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "fee_bank_column"


class FeeOrder(models.Model):
    """What a citizen was asked to pay and how: its code stands in the QR code and at the gateway.

    `asks`: how often the gateway was asked what became of it, `ask_at` when it is asked again, `doubt` why it is not.
    """

    id = models.UUIDField(primary_key=True)
    code = models.TextField(db_collation="C")
    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="+")
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    authority = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    way = models.TextField()
    vnd = models.BigIntegerField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    failed_at = models.DateTimeField(null=True)
    asks = models.SmallIntegerField(default=0, db_default=0)
    ask_at = models.DateTimeField(null=True)
    doubt = models.TextField(blank=True, default="", db_default="")

    class Meta:
        db_table = "fee_order"
        constraints = [
            models.UniqueConstraint("code", name="fee_order_code"),
            models.CheckConstraint(condition=Q(vnd__gt=0), name="fee_order_amount"),
        ]
        indexes = [
            models.Index("made_at", name="fee_order_doubt", condition=Q(failed_at=None, doubt="")),
        ]


class FeeTransfer(models.Model):
    """One thing that happened to the money of a dossier; `number` is that of its receipt or pay-out slip.

    `dossier` null: money that came in and belongs to no dossier that we know.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.TextField()
    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="+", null=True)
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    authority = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    order = models.ForeignKey(FeeOrder, models.PROTECT, related_name="+", null=True, db_index=False)
    at = models.DateTimeField()
    actor = models.TextField()
    officer_id = models.BigIntegerField(null=True)
    method = models.TextField(blank=True)
    external_ref = models.TextField(blank=True)
    vnd = models.BigIntegerField()
    year = models.SmallIntegerField(null=True)
    number = models.IntegerField(null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        db_table = "fee_transfer"
        constraints = [
            models.UniqueConstraint("agency", "kind", "year", "number", name="fee_transfer_number"),
            models.UniqueConstraint(
                "method", "external_ref", name="fee_transfer_once", condition=~Q(external_ref="")
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["assess", "pay", "refund"]), name="fee_transfer_kind"
            ),
            models.CheckConstraint(condition=Q(kind="assess") | Q(vnd__gt=0), name="fee_transfer_amount"),
            models.CheckConstraint(
                condition=Q(kind="assess") | Q(number__isnull=False), name="fee_transfer_numbered"
            ),
        ]
        indexes = [models.Index("agency", "at", name="fee_transfer_day")]


class FeePosting(models.Model):
    """One side of a transfer: debit above zero, credit below. The postings of a transfer sum to zero."""

    id = models.BigAutoField(primary_key=True)
    transfer = models.ForeignKey(FeeTransfer, models.PROTECT, related_name="+")
    account = models.TextField()
    vnd = models.BigIntegerField()

    class Meta:
        db_table = "fee_posting"
        constraints = [
            models.UniqueConstraint("transfer", "account", name="fee_posting_once"),
            models.CheckConstraint(condition=~Q(vnd=0), name="fee_posting_amount"),
            models.CheckConstraint(
                condition=Q(account__in=["due", "income", "owed", "cash", "bank", "gateway"]),
                name="fee_posting_account",
            ),
        ]


class FeeCounter(models.Model):
    """The last number of a series of an agency in a year. Locked until the commit, so without gaps."""

    open_because = "how many receipts an agency numbered is a public figure"

    pk = models.CompositePrimaryKey("agency_id", "kind", "year")
    agency_id = models.BigIntegerField()
    kind = models.TextField()
    year = models.SmallIntegerField()
    last = models.IntegerField()

    class Meta:
        db_table = "fee_counter"


class FeeNotice(models.Model):
    """What a gateway told us, believed or not: nothing of it is ever lost."""

    id = models.BigAutoField(primary_key=True)
    gateway = models.TextField()
    code = models.TextField(blank=True)
    external_ref = models.TextField(blank=True)
    vnd = models.BigIntegerField(null=True)
    verdict = models.TextField()
    at = models.DateTimeField()
    agency_id = models.BigIntegerField(null=True)
    authority_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "fee_notice"
        indexes = [models.Index("agency_id", "at", name="fee_notice_day")]


class FeeStatementLine(models.Model):
    """One line of the bank's statement of an agency's account."""

    id = models.BigAutoField(primary_key=True)
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    authority = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    external_ref = models.TextField()
    vnd = models.BigIntegerField()
    text = models.TextField(blank=True)
    loaded_at = models.DateTimeField()

    class Meta:
        db_table = "fee_statement_line"
        constraints = [
            models.UniqueConstraint("agency", "external_ref", name="fee_statement_once"),
            models.CheckConstraint(condition=Q(vnd__gt=0), name="fee_statement_amount"),
        ]
        indexes = [models.Index("agency", "day", name="fee_statement_day")]


class FeeResolution(models.Model):
    """How a difference of a day was settled, by whom and why."""

    id = models.BigAutoField(primary_key=True)
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    authority = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    external_ref = models.TextField()
    difference = models.TextField()
    transfer = models.ForeignKey(FeeTransfer, models.PROTECT, related_name="+", null=True, db_index=False)
    reason = models.TextField()
    actor = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "fee_resolution"
        constraints = [models.UniqueConstraint("agency", "day", "external_ref", name="fee_resolution_once")]


class FeeClosing(models.Model):
    """What an officer counted in his drawer when he closed it, beside what the ledger expected."""

    id = models.UUIDField(primary_key=True)
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    authority = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    officer_id = models.BigIntegerField()
    from_at = models.DateTimeField(null=True)
    to_at = models.DateTimeField()
    expected_vnd = models.BigIntegerField()
    counted_vnd = models.BigIntegerField()
    note = models.TextField(blank=True)
    year = models.SmallIntegerField()
    number = models.IntegerField()

    class Meta:
        db_table = "fee_closing"
        constraints = [
            models.UniqueConstraint("agency", "year", "number", name="fee_closing_number"),
            models.CheckConstraint(condition=Q(counted_vnd__gte=0), name="fee_closing_amount"),
            models.CheckConstraint(
                condition=Q(counted_vnd=models.F("expected_vnd")) | ~Q(note=""), name="fee_closing_explained"
            ),
        ]
        indexes = [models.Index("agency", "officer_id", "to_at", name="fee_closing_last")]


class FeeClosingLine(models.Model):
    """A transfer of cash that a closing counted; each is counted once, however late it was committed."""

    transfer = models.OneToOneField(FeeTransfer, models.PROTECT, related_name="+", primary_key=True)
    closing = models.ForeignKey(FeeClosing, models.PROTECT, related_name="+")

    class Meta:
        db_table = "fee_closing_line"


class FeeBack(models.Model):
    """Money of one payment that a gateway was asked to give back; `mark` is our number of the request.

    It moves the ledger once, when the gateway says that it is done: `transfer` is then the refund.
    """

    id = models.UUIDField(primary_key=True)
    mark = models.TextField(db_collation="C")
    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="+")
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    authority = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    order = models.ForeignKey(FeeOrder, models.PROTECT, related_name="+", db_index=False)
    payment = models.ForeignKey(FeeTransfer, models.PROTECT, related_name="+", db_index=False)
    gateway = models.TextField()
    vnd = models.BigIntegerField()
    is_whole = models.BooleanField()
    reason = models.TextField()
    ground = models.TextField(blank=True)
    actor = models.TextField()
    asked_at = models.DateTimeField()
    state = models.TextField()
    asks = models.SmallIntegerField(default=0)
    ask_at = models.DateTimeField()
    external_ref = models.TextField(blank=True)
    said = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True)
    transfer = models.OneToOneField(FeeTransfer, models.PROTECT, related_name="+", null=True)

    class Meta:
        db_table = "fee_back"
        constraints = [
            models.UniqueConstraint("mark", name="fee_back_mark"),
            models.UniqueConstraint(
                "payment", name="fee_back_one_open", condition=Q(state__in=["asked", "under_way"])
            ),
            models.CheckConstraint(condition=Q(vnd__gt=0), name="fee_back_amount"),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "under_way", "done", "refused"]), name="fee_back_state"
            ),
            models.CheckConstraint(
                condition=Q(state="done", transfer__isnull=False)
                | (~Q(state="done") & Q(transfer__isnull=True)),
                name="fee_back_booked",
            ),
        ]
        indexes = [
            models.Index("ask_at", name="fee_back_due", condition=Q(state__in=["asked", "under_way"])),
            models.Index("payment", name="fee_back_payment"),
        ]


class FeeAsk(models.Model):
    """One question to a gateway and what came back; `back` null: about the payment itself."""

    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(FeeOrder, models.PROTECT, related_name="+")
    back = models.ForeignKey(FeeBack, models.PROTECT, related_name="+", null=True)
    asked = models.TextField()
    outcome = models.TextField()
    external_ref = models.TextField(blank=True)
    vnd = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "fee_ask"


class FeeClaim(models.Model):
    """Who says on which ground he pays less, with which paper, and what an officer said to it."""

    id = models.UUIDField(primary_key=True)
    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="+")
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    authority = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", db_index=False)
    relief_code = models.TextField()
    proof = models.TextField()
    claimed_at = models.DateTimeField()
    claimed_by = models.TextField()
    state = models.TextField()
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.TextField(blank=True)

    class Meta:
        db_table = "fee_claim"
        constraints = [
            models.UniqueConstraint(
                "dossier", name="fee_claim_one", condition=Q(state__in=["claimed", "confirmed"])
            ),
            models.CheckConstraint(
                condition=Q(state__in=["claimed", "confirmed", "refused"]), name="fee_claim_state"
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="fee_claim_reason"),
        ]
