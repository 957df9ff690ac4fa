"""Where the paper originals of one dossier are and were, and who took the result: for the dossier's page."""

from typing import Any

from django.utils.translation import gettext as _

from thongsuot.edges.desk import saying
from thongsuot.edges.desk.custody import deliveries, giving_back
from thongsuot.edges.desk.custody import saying as words
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats
from thongsuot.work.custody import queries, rules
from thongsuot.work.dossiers.queries import DossierRecord


def shown(request: Request, record: DossierRecord) -> dict[str, Any]:
    """`now`: term, value, note of each bundle; `way`: every stay in words; `collected`: facts of the handing out;
    `given`: facts of each giving back; `offered`: forms to give back what lies with this officer's desk;
    `posted`: the form for what the post says.
    """
    viewer = request.actor
    codes = [record.code, record.code + rules.RESULT_MARK]
    found = queries.bundles(viewer=viewer, codes=codes)
    stays = queries.stays(viewer=viewer, dossier_id=record.id)
    return {
        "now": [
            {
                "term": _(rules.KIND_NAMES[one.kind]),
                "value": words.custodian(one.custodian, one.agency_id),
                "note": words.how_many(one.originals, one.copies),
            }
            for one in found
        ],
        "way": [
            f"{formats.moment(one.begun_at)}: {_(rules.KIND_NAMES[one.kind])} – "
            f"{words.custodian(one.custodian, one.agency_id)}{f' ({one.slip_code})' if one.slip_code else ''}"
            for one in stays
        ],
        "collected": collected(queries.collection(viewer=viewer, dossier_id=record.id)),
        "given": [_given(one) for one in queries.given_back(viewer=viewer, dossier_id=record.id)],
        "offered": giving_back.offered(request, record, found),
        "posted": deliveries.settling(request, record),
    }


def _given(one: queries.CollectionRecord) -> list[dict[str, str]]:
    """To whom papers were given back, as facts."""
    rows = (
        (_("Trả lại bản chính"), _(rules.WAY_NAMES[one.way]), formats.moment(one.at)),
        (_("Nơi trả"), saying.agency(one.agency_id), ""),
        (_("Người nhận lại"), one.name, one.number),
        (_("Giấy ủy quyền"), one.authority, ""),
        (_("Số hiệu bưu gửi"), one.tracking, ""),
    )
    return [{"term": term, "value": value, "note": note} for term, value, note in rows if value]


def collected(found: queries.CollectionRecord | None) -> list[dict[str, str]]:
    """How the result was handed out, as facts; nothing when it was not."""
    if found is None:
        return []
    rows = (
        (_("Trả kết quả"), _(rules.WAY_NAMES[found.way]), formats.moment(found.at)),
        (_("Nơi trả"), saying.agency(found.agency_id), ""),
        (_("Người nhận"), found.name, found.number),
        (_("Giấy ủy quyền"), found.authority, ""),
        (_("Số hiệu bưu gửi"), found.tracking, ""),
    )
    return [{"term": term, "value": value, "note": note} for term, value, note in rows if value]
