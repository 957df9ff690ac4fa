"""What can stop a command, said as one sentence in Vietnamese and one in English, with an exit code."""

import os
from collections.abc import Sequence
from enum import IntEnum
from itertools import pairwise


class Exit(IntEnum):
    """Exit codes of `thongsuot` and of the launcher. Scripts may rely on them."""

    OK = 0
    FAILED = 1  # it ran, and the answer is no (a test failed, a limit did not hold)
    USAGE = 2  # the command line itself is wrong
    NOT_FOUND = 3  # what was asked for does not exist
    REFUSED = 4  # understood and not possible; every reason was printed
    OLD_PYTHON = 10
    NO_PIP = 11
    NO_NETWORK = 12
    NO_COMPILER = 13
    DISK_FULL = 14
    READ_ONLY = 15
    PORT_IN_USE = 16
    DATABASE = 17  # the database does not start, answer, or suit
    INSTALL = 18  # a package could not be installed for another reason
    INTERRUPTED = 130
    UNREAD = 141  # whoever read the output has gone (`… | head`), as a shell counts it


class Trouble(Exception):
    """One clear sentence for the person at the terminal; never a stack trace.

    `vi` and `en` say the same; `code` is the exit code.
    """

    def __init__(self, vi: str, en: str, code: Exit = Exit.FAILED) -> None:
        self.vi = vi
        self.en = en
        self.code = code
        super().__init__(f"{vi} / {en}")


def language(arguments: Sequence[str] | None = None) -> str:
    """ "vi" or "en": `--lang` among the arguments, else THONGSUOT_LANG, else the terminal's LANG.

    Vietnamese is the language of the desks, so only a terminal that speaks English gets English.
    """
    words = list(arguments or ())
    for word, following in pairwise([*words, ""]):
        if word.startswith("--lang="):
            return _known(word.removeprefix("--lang="))
        if word == "--lang" and following:
            return _known(following)
    if chosen := os.environ.get("THONGSUOT_LANG"):
        return _known(chosen)
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return _known(spoken)


def t(vi: str, en: str) -> str:
    """The sentence in the language of this terminal."""
    return en if language() == "en" else vi


def _known(word: str) -> str:
    return "en" if word.lower().startswith("en") else "vi"
