"""Asking to pay less: which ground and which paper, while filing or on the page of the money."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.kernel.actor import Actor
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import forms
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.queries import DossierRecord
from thongsuot.work.fees import queries, rules, services
from thongsuot.work.fees.rules.claims import CLAIM_NAMES, Claim

LONGEST = 300
TONES = {Claim.CLAIMED: "waiting", Claim.CONFIRMED: "done", Claim.REFUSED: "soon"}


class Relief(forms.Form):
    """The ground, and the paper that proves it."""

    relief = django_forms.ChoiceField(
        label=gettext_lazy("Bạn thuộc diện miễn, giảm phí, lệ phí?"), required=False
    )
    proof = forms.Text(
        label=gettext_lazy("Giấy tờ chứng minh"),
        help_text=gettext_lazy("Ví dụ: giấy chứng nhận hộ nghèo số mấy, cấp ngày nào. Nơi tiếp nhận sẽ đối chiếu."),
        required=False,
        max_length=LONGEST,
    )  # fmt: skip

    def __init__(self, *args: Any, reliefs: Sequence[rules.Relief], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["relief"].choices = [  # type: ignore[attr-defined]
            ("", _("Không")),
            *((one.code, f"{one.name} (−{one.percent} %)") for one in reliefs),
        ]

    def clean(self) -> dict[str, Any] | None:
        """A ground without its paper is refused here, before anything is filed."""
        if self.cleaned_data.get("relief") and not self.cleaned_data.get("proof", "").strip():
            self.add_error("proof", _("Hãy ghi giấy tờ chứng minh của diện đã chọn."))
        return super().clean()


def form(reliefs: Sequence[rules.Relief], given: Mapping[str, Any] | None = None) -> Relief | None:
    """The question; None where nothing can be taken off."""
    return Relief(given, reliefs=reliefs) if reliefs else None


def asked(viewer: Actor, record: DossierRecord) -> list[dict[str, str]]:
    """What was asked for, and what was said to it."""
    return [
        {"word": _(CLAIM_NAMES[one.state]), "tone": TONES[one.state], "name": one.name, "reason": one.reason}
        for one in queries.claims_of(viewer=viewer, record=record)
    ]


def may_ask(viewer: Actor, record: DossierRecord) -> bool:
    """Whether nothing stands that was not refused."""
    return all(one.state is Claim.REFUSED for one in queries.claims_of(viewer=viewer, record=record))


def claim(request: Request, code: str, asked_for: Relief | None) -> None:
    """Ask for what was chosen, once, after the filing."""
    if asked_for is None or not asked_for.cleaned_data.get("relief"):
        return
    record = dossiers.dossier_by_code(viewer=request.actor, code=code)
    if record is not None and may_ask(request.actor, record):
        services.claim_relief(
            actor=request.actor, now=request.now, dossier_id=record.id,
            relief=asked_for.cleaned_data["relief"], proof=asked_for.cleaned_data["proof"],
        )  # fmt: skip
