"""Where a record speaks against itself. Nothing is corrected: a person reads this and asks the publisher.

The two values are given as the source has them; `SENTENCES` makes a sentence of each kind.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from thongsuot.kernel.deadlines import TimeUnit
from thongsuot.kernel.law import house_rule
from thongsuot.registers.catalogue.rules.codes import channels_of, clean_code, is_sound_code
from thongsuot.registers.catalogue.rules.fees import is_amount, is_by_council, says_nothing
from thongsuot.registers.catalogue.rules.terms import method_times, quantity_of, service_times, times_in
from thongsuot.registers.catalogue.rules.values import Channel, Contradiction, Time, in_order

SENTENCES = {
    "code_bad": "Mã “{left}” không đúng dạng {right}.",
    "code_twin": "Mã “{left}” chỉ khác mã “{right}” ở khoảng trắng nhưng là một thủ tục khác.",
    "terms_contradict": "Thời hạn theo cách thực hiện là {left}, theo dịch vụ công lại là {right}.",
    "terms_text": "Thời hạn ghi là {left}, phần mô tả lại nêu {right}.",
    "terms_several": "Cùng một thủ tục có nhiều thời hạn: {left}; không nêu rõ khi nào áp dụng thời hạn nào.",
    "terms_missing": "Không có thời hạn tính được: nguồn chỉ ghi “{left}”.",
    "full_without_online": "Đánh dấu toàn trình nhưng không có kênh nộp trực tuyến (chỉ có: {left}).",
    "offline_with_online": "Đánh dấu chỉ nộp trực tiếp nhưng lại có kênh nộp trực tuyến.",
    "fee_by_council": "Mức thu ghi là {left} đồng nhưng do hội đồng nhân dân cấp tỉnh quyết định: “{right}”.",
    "fee_zero_note": "Mức thu ghi là {left} đồng nhưng phần ghi chú nói khác: “{right}”.",
    "fee_unit": "Mức thu {left} không thể là đồng; ghi chú: “{right}”.",
    "field_unknown": "Mã lĩnh vực “{left}” ({right}) không có trong danh mục mã lĩnh vực.",
}
CODE_FORM = "một chữ số, dấu chấm, sáu chữ số"
LONGEST = 240


@house_rule("Every contradiction is reported, none is corrected silently")
def contradictions_of(
    record: Mapping[str, Any], *, field_codes: frozenset[str], codes: frozenset[str]
) -> tuple[Contradiction, ...]:
    """All contradictions of one record, each once.

    `field_codes` is the list of known fields, `codes` all published codes beside which it stands.
    """
    found = [
        *_of_code(record["code"], codes),
        *_of_field(record, field_codes),
        *_of_terms(record),
        *_of_online(record),
        *_of_fees(record),
    ]
    return tuple(dict.fromkeys(found))


@house_rule("Two times contradict when no time beside a channel is also one beside a service")
def terms_contradict(methods: frozenset[Time], services: frozenset[Time]) -> bool:
    """Both state times, and they have none in common."""
    return bool(methods) and bool(services) and not methods & services


def _of_code(code: str, codes: frozenset[str]) -> Iterable[Contradiction]:
    if not is_sound_code(code):
        yield Contradiction("code_bad", code, CODE_FORM)
    clean = clean_code(code)
    if clean != code and clean in codes:
        yield Contradiction("code_twin", code, clean)


def _of_field(record: Mapping[str, Any], field_codes: frozenset[str]) -> Iterable[Contradiction]:
    for category in record["categories"]:
        if category["code"] not in field_codes:
            yield Contradiction("field_unknown", category["code"], category["name"])


def _of_terms(record: Mapping[str, Any]) -> Iterable[Contradiction]:
    methods, services = method_times(record), service_times(record)
    if terms_contradict(methods, services):
        yield Contradiction("terms_contradict", in_order(methods), in_order(services))
    if len(methods) > 1:
        yield Contradiction("terms_several", in_order(methods), "")
    told: set[Time] = set()
    for method in record["executionMethods"]:
        words = f"{_words(method['processingTime'])} {method['description'] or ''}"
        named = times_in(words)
        told |= named
        quantity = quantity_of(method["processingTime"])
        unit = TimeUnit(method["processingTimeUnit"])
        if named and quantity and unit is not TimeUnit.OTHER and Time(quantity, unit) not in named:
            yield Contradiction("terms_text", str(Time(quantity, unit)), in_order(named))
    computable = {t for t in methods | services | told if t.unit is not TimeUnit.OTHER and t.quantity > 0}
    if not computable:
        yield Contradiction("terms_missing", _published_times(record), "")


def _words(published: object) -> str:
    return published if isinstance(published, str) else ""


def _published_times(record: Mapping[str, Any]) -> str:
    return _short(
        in_order(
            f"{m['processingTime']} {m['processingTimeUnit']} {m['description'] or ''}".strip()
            for m in record["executionMethods"]
        )
    )


def _of_online(record: Mapping[str, Any]) -> Iterable[Contradiction]:
    channels = channels_of(record)
    if record["isFullProcess"] and Channel.ONLINE not in channels:
        yield Contradiction("full_without_online", in_order(channels), "")
    if record["isOfflineOnly"] and Channel.ONLINE in channels:
        yield Contradiction("offline_with_online", in_order(channels), "")


def _of_fees(record: Mapping[str, Any]) -> Iterable[Contradiction]:
    for method in record["executionMethods"]:
        for fee in method["fees"]:
            value, note = fee["value"], (fee["description"] or "").strip()
            words = note if not says_nothing(note) else (method["description"] or "").strip()
            if value and not is_amount(value):
                yield Contradiction("fee_unit", f"{value:g}", _short(note))
            elif value == 0 and is_by_council(words):
                yield Contradiction("fee_by_council", "0", _short(words))
            elif value == 0 and not says_nothing(note):
                yield Contradiction("fee_zero_note", "0", _short(note))


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
