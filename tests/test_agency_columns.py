"""What becomes of everything that names an agency when that agency ends: nothing is forgotten, because all is named here."""

import pytest
from django.apps import apps

from thongsuot.registers.units.models import Agency

# Led on by the switch itself or by who hears of it; in brackets where.
FOLLOWS = {
    "agency_succession.new_id", "agency_succession.old_id", "custody_bundle.agency_ids", "custody_slip.from_agency_id",
    "custody_slip.to_agency_id", "custody_stay.agency_id", "dossier.competent_agency_id", "dossier.holder_agency_id",
    "dossier_clock.competent_agency_id", "dossier_clock.holder_agency_id", "dossier_redirect.new_agency_id",
    "dossier_redirect.old_agency_id", "mobile_session.agency_id", "point_version.agency_id", "relay.agency_id",
    "role_grant.agency_id", "seal.agency_id", "step_position.agency_id", "step_position.asked_by_id",
    "step_position.left_agency_id",
}  # fmt: skip
# The successor goes on with it: it reads what was, and gives numbers of its own.
GOES_ON = {
    "fee_back.agency_id", "fee_claim.agency_id", "fee_closing.agency_id", "fee_counter.agency_id", "fee_order.agency_id",
    "fee_resolution.agency_id", "fee_statement_line.agency_id", "fee_transfer.agency_id", "dossier_counter.agency_id",
    "flow_office.agency_id",
}  # fmt: skip
# Who it was then, which no switch changes.
WAS_SO = {
    "custody_collection.agency_id", "dossier.received_agency_id", "dossier_day_count.agency_id",
    "dossier_file.agency_id", "dossier_step.agency_id",
    "dossier_step.competent_agency_id", "dossier_step.holder_agency_id", "fee_notice.agency_id",
    "journal_entry.agency_id", "mobile_code.agency_id", "notice.agency_id", "signed_paper.agency_id",
}  # fmt: skip
# Ends with the agency, by law or because its people make it anew: certificates name the agency, a mandate its giver, a
# file of old dossiers is handed in again and known by its codes, other systems subscribe anew.
ENDS = {
    "agency.parent_id", "competence.agency_id", "competence.from_agency_id", "import_book.agency_id",
    "officer_certificate.agency_id", "procedure_competence.agency_id", "saved_view.agency_id",
    "shift_handover.agency_id", "sync_receiver.agency_id",
}  # fmt: skip
ITSELF = "reorganisation_"


def named():
    """Every column that bears an agency's id."""
    found = set()
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            is_key = field.is_relation and field.related_model is Agency
            if is_key or field.name.endswith(("agency_id", "agency_ids")):
                found.add(f"{model._meta.db_table}.{field.column}")
    return {name for name in found if not name.startswith(ITSELF)}


def test_of_every_agency_that_is_named_somebody_said_what_becomes_of_it():
    kinds = (FOLLOWS, GOES_ON, WAS_SO, ENDS)
    assert sum(map(len, kinds)) == len(set().union(*kinds))
    assert named() == set().union(*kinds)


@pytest.mark.parametrize("name", ["dossier.holder_agency_id", "relay.agency_id", "fee_closing.agency_id"])
def test_the_columns_are_found(name):
    assert name in named()
