"""The questions that every filing has, whatever its form: where it goes, who asks, how the result comes back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from thongsuot.kernel.law import house_rule, law
from thongsuot.kernel.names import fold
from thongsuot.registers.catalogue.rules import Per
from thongsuot.registers.forms.rules import Definition, Field, Op, Option, Section, Type, When
from thongsuot.work.dossiers.rules import Applicant, Filing, PaperGiven

SECTION = "noi-nop"
GENERAL = {  # field of a filing → key of the raw answer
    "territory_code": "nop_xa",
    "case": "nop_truong_hop",
    "name": "nop_ho_ten",
    "citizen_id": "nop_so_dinh_danh",
    "phone": "nop_dien_thoai",
    "email": "nop_thu_dien_tu",
    "address": "nop_dia_chi",
    "result_way": "nop_nhan_ket_qua",
}
NO_CASE = ("Không thuộc trường hợp nào dưới đây", "None of the cases below")
COLLECT_AT = "nop_noi_nhan"  # the code of a point; "": where it is filed
COUNT = "nop_so_luong"  # how many, where the fee is the price of one and the form itself does not ask
MOST = 1000
AT_A_POINT = "AT_SUBMISSION_PLACE"
RESULT_WAYS = (
    Option(AT_A_POINT, "Đến nhận tại trung tâm hoặc bưu cục", "At a service centre or post office"),
    Option("POSTAL", "Qua bưu chính", "By post"),
    Option("ONLINE", "Bản điện tử, qua mạng", "Electronically"),
)


@law("NĐ 118/2025/NĐ-CP", "Điều 17")
def general_section(
    communes: Sequence[tuple[str, str]], cases: Sequence[str], places: Sequence[tuple[str, str]] | None = None,
    unit: str = "",
) -> Section:  # fmt: skip
    """The questions, with the communes (code, name), the cases of the procedure and the places (code, name) where
    results are handed out to choose from; None: nobody is asked for one. `unit`: what is to be counted, "": nothing."""
    fields = [
        Field(GENERAL["territory_code"], Type.CHOICE, "Xã, phường giải quyết", "Commune that decides", required=True,
              options=tuple(Option(code, name, name) for code, name in communes)),
        Field(GENERAL["case"], Type.CHOICE, "Trường hợp", "Case", required=True,
              options=tuple(Option(str(n), case or NO_CASE[0], case or NO_CASE[1]) for n, case in enumerate(cases))),
        Field(GENERAL["name"], Type.NAME, "Họ, chữ đệm và tên người nộp", "Full name of the applicant", required=True,
              prefill="citizen.name"),
        Field(GENERAL["citizen_id"], Type.PERSON_ID, "Số định danh cá nhân", "Citizen identity number", required=True,
              prefill="citizen.citizen_id"),
        Field(GENERAL["phone"], Type.PHONE, "Điện thoại", "Telephone", required=True, prefill="citizen.phone",
              hint="Để nhận tin về hồ sơ và tra cứu bằng 4 số cuối.",
              hint_en="For news of the dossier; its last 4 digits open the tracking page."),
        Field(GENERAL["email"], Type.EMAIL, "Thư điện tử", "E-mail", prefill="citizen.email"),
        Field(GENERAL["address"], Type.ADDRESS, "Địa chỉ liên hệ", "Contact address", required=True,
              prefill="citizen.address"),
        Field(GENERAL["result_way"], Type.CHOICE, "Nhận kết quả", "How to get the result", required=True,
              options=RESULT_WAYS),
        Field(COLLECT_AT, Type.CHOICE, "Nơi đến nhận kết quả", "Where to collect the result",
              hint="Để trống: nhận tại trung tâm nhận hồ sơ. Nơi gần xã, phường đã chọn đứng trước.",
              hint_en="Leave it empty to collect where the dossier is received. The nearest places come first.",
              visible_when=When(Op.IS, GENERAL["result_way"], (AT_A_POINT,)),
              options=tuple(Option(code, name, name) for code, name in places or ())),
    ]  # fmt: skip
    if places is None:
        fields.pop()
    if unit:
        fields.append(
            Field(COUNT, Type.NUMBER, f"Số {unit} cần cấp", "How many are wanted", least=1, most=MOST,
                  hint="Phí tính theo số lượng; để trống nếu chỉ cần một.",
                  hint_en="The fee is for each; leave it empty if you want one.")
        )  # fmt: skip
    if not asks_case(cases):
        fields.pop(1)
    return Section(SECTION, "Nơi nộp và người nộp", "Where to file and who asks", tuple(fields))


@house_rule("nobody is asked to choose where there is nothing to choose")
def asks_case(cases: Sequence[str]) -> bool:
    """Whether the applicant must say which case is his."""
    return len(cases) > 1


@house_rule("nobody is asked twice how many he wants, nor what no fee depends on")
def counted_unit(per: Per | None, definition: Definition) -> str:
    """What has to be asked for beside the form, "" for nothing: pages are counted by whoever has the paper in hand."""
    return per.unit if per is not None and not per.is_graded and not definition.counts else ""


@house_rule("one is meant where nothing else was said")
def count_of(answers: Mapping[str, Any], definition: Definition) -> int:
    """How many are wanted, by the form's own question or the general one."""
    found = answers.get(definition.counts or COUNT)
    return found if isinstance(found, int) and 1 <= found <= MOST else 1


@house_rule("what is not asked is the only case, or none")
def case_of(answers: Mapping[str, Any], cases: Sequence[str]) -> str:
    """The case that was chosen among `cases`, by its number; "" while none was."""
    if not asks_case(cases):
        return cases[0] if len(cases) == 1 else ""
    number = str(answers.get(GENERAL["case"], ""))
    return cases[int(number)] if number.isdecimal() and int(number) < len(cases) else ""


@house_rule("one form on the screen, though part of it belongs to every procedure")
def with_general(definition: Definition, section: Section) -> Definition:
    """The form with the general questions before its own."""
    return replace(definition, sections=(section, *definition.sections))


@law("NĐ 118/2025/NĐ-CP", "Điều 17")
def filing_of(
    procedure_code: str,
    answers: Mapping[str, Any],
    cases: Sequence[str],
    papers: Sequence[PaperGiven],
    **more: Any,
) -> Filing:
    """The filing that these answers make (what is missing stays empty, so that all reasons come at once)."""

    def told(name: str) -> str:
        return str(answers.get(GENERAL[name], ""))

    case = case_of(answers, cases)
    return Filing(
        procedure_code=procedure_code,
        territory_code=told("territory_code"),
        applicant=Applicant(
            name=told("name"), citizen_id=told("citizen_id"), phone=told("phone"), email=told("email"),
            address=told("address"),
        ),
        case=case,
        channel="ONLINE",
        papers=tuple(papers),
        result_way=told("result_way") or AT_A_POINT,
        **more,
    )  # fmt: skip


@house_rule("a refusal leads to the question that it is about")
def key_of(field: str) -> str:
    """The key of the raw answer that a problem of the filing speaks of; its own name when there is none."""
    return GENERAL.get(field, field)


@house_rule("who answered the questions has handed in the declaration")
def electronic(name: str, paper_id: int, declaration: str) -> PaperGiven | None:
    """The declaration as a paper given electronically, when the wanted paper `name` is what the form stands for."""
    if not declaration or declaration.casefold() not in name.casefold():
        return None
    return PaperGiven(name.strip(" -+*"), paper_id, is_electronic=True)


@house_rule("who answered the questions is not asked for the same declaration on paper as well")
def answered(names: Sequence[str], declaration: str) -> frozenset[str]:
    """Which of the wanted papers the form stands for: the declaration itself, and its twin for those who come in person."""
    if not any(electronic(name, 0, declaration) for name in names):
        return frozenset()
    return frozenset(
        name
        for name in names
        if electronic(name, 0, declaration) or fold(name.strip(" -+*")).startswith(PAPER_TWIN)
    )


PAPER_TWIN = "to khai"
FILES, OTHER_PAPER, OTHER_NAME = "tep_", "khac", "tep_khac_ten"


@house_rule("files that came with a draft are part of it, as long as it lasts")
def files_of(raw: Mapping[str, str]) -> dict[str, list[str]]:
    """Key of a paper (its id, or `khac`) → ids of the uploads that came for it."""
    return {
        key.removeprefix(FILES): value.split()
        for key, value in raw.items()
        if key.startswith(FILES) and key != OTHER_NAME and value
    }
