"""Who may follow a dossier without an account."""

import hmac

from thongsuot.kernel.law import house_rule

DIGITS = 4


@house_rule("every country writes its numbers with other signs between the digits")
def phone_digits(phone: str) -> str:
    """The last digits of a phone, by which its owner may follow his dossier; fewer when there are no more."""
    return "".join(letter for letter in phone if letter.isdigit())[-DIGITS:]


@house_rule(
    "the code alone stands on papers that lie about; the phone's last digits are known to the applicant"
)
def is_proof_of_holding(*, phone: str, digits: str) -> bool:
    """Whether `digits` are the last four of the phone given with the filing. Without a phone only the QR opens."""
    own, given = phone_digits(phone), "".join(letter for letter in digits if letter.isdigit())
    return len(own) == DIGITS and hmac.compare_digest(own, given)
