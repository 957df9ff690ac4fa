"""What every code is: a text that has been checked. It prints, compares and is stored as that text."""

import re
from typing import Any, ClassVar, Self

from thongsuot.kernel.errors import Problem, Refused

_SPACES = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff]+")


def squeezed(text: str) -> str:
    """Without any space or invisible character."""
    return _SPACES.sub("", text)


def _rebuilt(kind: type[str], text: str) -> str:
    return str.__new__(kind, text)  # copied and pickled as it is: it was checked when it was made


class Code(str):
    """A checked text. Building one from anything but its canonical form raises `Refused`.

    `parse` is for what people type: it forgives spaces, case and other spellings.
    """

    __slots__ = ()

    pattern: ClassVar[re.Pattern[str]]
    problem_code: ClassVar[str]
    problem_message: ClassVar[str]  # says what to do; may use {text}

    def __new__(cls, text: str) -> Self:
        if cls.pattern.fullmatch(text) is None:
            raise cls.refusal(text)
        return super().__new__(cls, text)

    @classmethod
    def parse(cls, text: str, field: str = "") -> Self:
        """Read the code as typed, or raise `Refused` with a `Problem` on `field`."""
        try:
            return cls(cls._canonical(text))
        except Refused:
            raise cls.refusal(text, field) from None

    @classmethod
    def _canonical(cls, text: str) -> str:
        return squeezed(text)

    @classmethod
    def refusal(cls, text: str, field: str = "") -> Refused:
        shown = text.strip()[:60]
        return Refused(Problem(cls.problem_code, cls.problem_message, field, {"text": shown}))

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (type(self), str(self))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"
