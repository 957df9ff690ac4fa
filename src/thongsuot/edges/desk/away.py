"""The banner on every page of the desk while an outside service does not answer: what goes on, and what waits."""

from typing import Any

from django.utils.translation import gettext as _

from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import formats
from thongsuot.registers.units import queries as units
from thongsuot.work.sync import queries


def banners(request: Request) -> list[dict[str, Any]]:
    """One for each service of the officer's province that is away."""
    home = units.home_authority()
    found = queries.outage(authority_ids=[home]) if home is not None else ()
    return [
        {
            "title": _("{service} không trả lời từ {time}.").format(
                service=_(one.name), time=formats.moment(one.since)
            ),
            "text": _(
                "Quầy vẫn tiếp nhận, xử lý và trả kết quả như thường. {n} bản tin đang chờ và sẽ tự gửi khi dịch vụ trở lại."
            ).format(n=formats.number(one.waiting)),
        }
        for one in found
    ]
