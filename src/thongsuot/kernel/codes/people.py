"""Numbers of people: the citizen identity number, its nine-digit predecessor, telephone numbers."""

import re

from thongsuot.kernel.codes.text import Code, squeezed
from thongsuot.kernel.errors import Refused


class CitizenId(Code):
    """Twelve digits: province or country of birth registration, century and sex, year, six free digits."""

    __slots__ = ()
    # 001–096 old province codes, 101–399 countries; 0–3: born 1900–1999 (0 male, 1 female), 2000–2099.
    pattern = re.compile(r"(?:(?!000)0(?:[0-8][0-9]|9[0-6])|(?!100)[1-3][0-9]{2})[0-3][0-9]{8}")
    problem_code = "citizen_id"
    problem_message = "Số định danh cá nhân “{text}” không đúng: hãy ghi đủ 12 chữ số như trên thẻ căn cước."

    @classmethod
    def _canonical(cls, text: str) -> str:
        return re.sub(r"[.\-]", "", squeezed(text))

    @property
    def birth_year(self) -> int:
        return 1900 + 100 * (int(self[3]) // 2) + int(self[4:6])

    @property
    def is_female(self) -> bool:
        return int(self[3]) % 2 == 1

    @property
    def registered_in(self) -> str:
        """Three digits: the province as coded before 2025, or the country, where birth was registered."""
        return self[:3]

    def is_plausible_in(self, year: int) -> bool:
        """Not born after `year`, and not more than 120 years before it."""
        return year - 120 <= self.birth_year <= year


class OldIdCard(Code):
    """Nine digits of the former identity card (CMND), still found on old papers."""

    __slots__ = ()
    pattern = re.compile(r"(?!0{9})[0-9]{9}")
    problem_code = "old_id_card"
    problem_message = "Số chứng minh nhân dân “{text}” không đúng: hãy ghi đủ 9 chữ số như trên giấy cũ."

    @classmethod
    def _canonical(cls, text: str) -> str:
        return re.sub(r"[.\-]", "", squeezed(text))


def read_identity(text: str, field: str = "") -> CitizenId | OldIdCard:
    """Twelve digits or nine, by their number; raises `Refused` as `CitizenId` for anything else."""
    try:
        return OldIdCard.parse(text)
    except Refused:
        return CitizenId.parse(text, field)


class PhoneNumber(Code):
    """As dialled inside Viet Nam: mobile 0912345678, fixed 02438222222. Not for hotlines."""

    __slots__ = ()
    pattern = re.compile(r"0[35789][0-9]{8}|02[0-9]{9}")
    problem_code = "phone_number"
    problem_message = "Số điện thoại “{text}” không đúng: hãy ghi 10 chữ số bắt đầu bằng 0, ví dụ 0912345678."

    @classmethod
    def _canonical(cls, text: str) -> str:
        signs = re.sub(r"[.\-()/]", "", squeezed(text))
        return re.sub(r"^(?:\+84|0084|84(?=[0-9]{9,10}$))0?", "0", signs)

    @property
    def e164(self) -> str:
        return "+84" + self[1:]

    def ends_with(self, digits: str) -> bool:
        """The last digits, as the tracking page asks for them; at least four."""
        return len(digits) >= 4 and self.endswith(digits)
