"""Amounts in words, as receipts write them below the figure (NĐ 123/2020/NĐ-CP, art. 32)."""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", "nghìn", "triệu", "tỷ")
_MOST = 10**12


def in_words(vnd: int) -> str:
    """`Mười lăm nghìn đồng`. ValueError below zero or from a thousand billions on."""
    if not 0 <= vnd < _MOST:
        raise ValueError(vnd)
    if vnd == 0:
        return "Không đồng"
    groups = [vnd // 1000**n % 1000 for n in range(len(_GROUPS))]
    highest = max(n for n, group in enumerate(groups) if group)
    said = [
        " ".join((*_hundreds(groups[n], is_first=n == highest), _GROUPS[n])).strip()
        for n in range(highest, -1, -1)
        if groups[n]
    ]
    text = " ".join(said)
    return f"{text[0].upper()}{text[1:]} đồng"


def _hundreds(group: int, *, is_first: bool) -> list[str]:
    hundred, ten, one = group // 100, group // 10 % 10, group % 10
    said = [] if is_first and not hundred else [_DIGITS[hundred], "trăm"]
    if ten == 0 and one and said:
        said.append("linh")
    elif ten == 1:
        said.append("mười")
    elif ten:
        said += [_DIGITS[ten], "mươi"]
    if one:
        said.append(_one(one, ten))
    return said


def _one(one: int, ten: int) -> str:
    if one == 1 and ten > 1:
        return "mốt"
    return "lăm" if one == 5 and ten else _DIGITS[one]
