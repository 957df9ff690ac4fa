"""What stands on a receipt, put together from the ledger and the registers. Told in Vietnamese, whoever prints it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import NotFound, Problem
from thongsuot.kernel.money import format_vnd
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers.queries import DossierRecord
from thongsuot.work.fees import papers, queries, rules
from thongsuot.work.fees.rules.quotes import KIND_NAMES


def printed(
    made: queries.TransferRecord, record: DossierRecord, *, tracking_url: str, is_demo: bool
) -> bytes:
    """The receipt of a payment or the slip of a refund. Raises NotFound for an assessment: it has no paper."""
    if made.number is None or made.year is None:
        raise NotFound(Problem("no_such_paper", "Không có giấy tờ này.", "form"))
    version = catalogue.version(version_id=record.procedure_version_id)
    superior, agency, place, code = _issuer_on(made.agency_id, local_day(made.at))
    officer = (
        identity.names(account_ids=[made.officer_id]).get(made.officer_id, "") if made.officer_id else ""
    )
    is_payment = made.kind is rules.Kind.PAY
    return papers.receipt_pdf(
        papers.ReceiptData(
            kind=made.kind.value,
            superior=superior,
            agency=agency,
            place=place,
            serial=rules.series_of(code, kind=made.kind, year=made.year),
            number=made.number,
            issued_at=made.at,
            is_demo=is_demo,
            code=record.code,
            tracking_url=tracking_url,
            payer=str(made.detail.get("payer", "")) or record.applicant_name,
            address=record.address,
            procedure=f"{version.code} – {version.name}" if version else "",
            lines=tuple(_line(line) for line in made.detail.get("lines", ())) if is_payment else (),
            vnd=made.vnd,
            method=rules.METHODS.get(made.method, ""),
            external_ref=made.external_ref,
            reason=str(made.detail.get("reason", "")),
            ground=str(made.detail.get("ground", "")),
            officer=officer,
        )
    )


def _issuer_on(agency_id: int, day: date) -> tuple[str, str, str, str]:
    """The line above, the agency, its place and its code, with the names of that day."""
    issuer = units.agency(agency_id=agency_id)
    if issuer is None:
        return "", "", "", ""
    above = units.agency(agency_id=issuer.parent_id) if issuer.parent_id else None
    where = units.unit(unit_id=issuer.unit_id, day=day) if issuer.unit_id else None
    name = issuer.name
    if above and where:  # the line above already says of which commune
        name = name.removesuffix(f" {where.full_name[:1].lower()}{where.full_name[1:]}")
    return above.name if above else "", name, where.name if where else "", issuer.code


def slip_lines(lines: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, str, str], ...]:
    """What was charged as a slip tells it: (name, amount, how it comes about)."""
    return tuple(
        (KIND_NAMES[str(line["kind"])], format_vnd(int(line["due_vnd"])), _reckoned(line)) for line in lines
    )


def _reckoned(line: Mapping[str, Any]) -> str:
    """ "3 bản × 8.000 đ", with the pages of a copy and the relief where there are some."""
    quantity, each, unit = int(line["quantity"]), line.get("each_vnd", line["vnd"]), line.get("unit") or ""
    pages = f"{line['units']} {unit} mỗi bản" if line.get("is_graded") else ""
    told = f"{quantity} {'bản' if pages else unit} × {format_vnd(int(each))}".replace("  ", " ")
    is_told = quantity > 1 or unit or line.get("relief")
    return ", ".join(filter(None, (told if is_told else "", pages, _relieved(line))))


def _relieved(line: Mapping[str, Any]) -> str:
    """The relief with the paper that proves it, and that nobody confirmed it yet."""
    relief, proof = str(line.get("relief", "")), str(line.get("relief_proof", ""))
    waits = "chờ xác nhận" if line.get("is_relief_open") else ""
    more = "; ".join(filter(None, (proof, waits)))
    return f"{relief} ({more})" if relief and more else relief


def _line(line: Mapping[str, Any]) -> papers.ReceiptLine:
    relief, ground = str(line.get("relief", "")), str(line.get("ground", ""))
    noted = (
        f"Miễn, giảm: {_relieved(line)}, {line.get('relief_ground', '')}"
        if relief
        else ground or str(line.get("article", ""))
    )
    kind, name = KIND_NAMES[str(line["kind"])], str(line.get("note", "")).strip()
    name = "" if name.startswith("/") else name  # the source writes only the unit there
    if line.get("is_graded"):
        name = f"{name}, mỗi bản {line['units']} {line['unit']}".strip(", ")
    return papers.ReceiptLine(
        name=f"{kind}: {name}" if name else kind,
        quantity=int(line["quantity"]),
        price_vnd=int(line.get("each_vnd", line["vnd"])),
        amount_vnd=int(line["due_vnd"]),
        note=noted,
    )


def closed(
    found: queries.ClosingRecord,
    transfers: Sequence[queries.TransferRecord],
    codes: Mapping[UUID, str],
    *,
    is_demo: bool,
) -> bytes:
    """The minutes of a closing; `codes` of the dossiers by their id."""
    superior, agency, place, code = _issuer_on(found.agency_id, local_day(found.to_at))
    return papers.closing_pdf(
        papers.ClosingData(
            superior=superior,
            agency=agency,
            place=place,
            number=f"{found.number:02}/BB-{code}",
            from_at=found.from_at,
            to_at=found.to_at,
            is_demo=is_demo,
            officer=identity.names(account_ids=[found.officer_id]).get(found.officer_id, ""),
            lines=tuple(
                papers.ClosingLine(
                    at=one.at,
                    code=codes.get(one.dossier_id, "") if one.dossier_id else "",
                    paper=f"{'Biên lai' if one.kind is rules.Kind.PAY else 'Hoàn trả'} {one.number:07}",
                    vnd=one.vnd if one.kind is rules.Kind.PAY else -one.vnd,
                )
                for one in transfers
            ),
            expected_vnd=found.expected_vnd,
            counted_vnd=found.counted_vnd,
            note=found.note,
        )
    )
