"""Asks the population data. An officer waits for the answer with a citizen before him: three seconds, then by hand."""

import hashlib
import hmac
import http.client
import json
import os
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from thongsuot.edges.exchange.wire import Wire, why
from thongsuot.work.filings.ports import Away, Person

TIMEOUT_S = 3.0
SIGNATURE = "X-Signature"
SEXES = {"1": "nam", "2": "nu"}


class Population:
    """See `thongsuot.work.filings.ports.Population`."""

    def is_configured(self) -> bool:
        """Whether an address is given."""
        return bool(os.environ.get("THONGSUOT_POPULATION_URL"))

    def look_up(self, *, citizen_id: str, reference: str) -> Person | None:
        """One question on a connection of its own. Raises Away."""
        url = os.environ.get("THONGSUOT_POPULATION_URL", "")
        body = json.dumps({"SoDinhDanh": citizen_id, "MaYeuCau": reference}).encode()
        secret = os.environ.get("THONGSUOT_POPULATION_SECRET", "")
        headers = {"Content-Type": "application/json", SIGNATURE: sign(body, secret)}
        wire = Wire(url, timeout_s=TIMEOUT_S)
        try:
            answer = wire.post(urlsplit(url).path or "/", body, headers)
        except (OSError, http.client.HTTPException) as error:
            raise Away(why(error)) from None
        finally:
            wire.close()
        if answer.status == 404:
            return None
        if answer.status != 200:
            raise Away(f"HTTP {answer.status}")
        return _person(citizen_id, answer.body)


def sign(body: bytes, secret: str) -> str:
    """The signature of a question."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _person(citizen_id: str, body: bytes) -> Person:
    """The answer read; raises Away for what is no answer to our question."""
    try:
        told: dict[str, Any] = json.loads(body)
        if told["SoDinhDanh"] != citizen_id:
            raise Away("trả lời về người khác")
        born = str(told.get("NgaySinh", ""))
        return Person(
            citizen_id=citizen_id,
            name=str(told["HoVaTen"])[:200],
            birth_date=date(int(born[:4]), int(born[4:6]), int(born[6:8])) if born else None,
            sex=SEXES.get(str(told.get("GioiTinh", "")), ""),
            address=str(told.get("NoiThuongTru", ""))[:500],
        )
    except (ValueError, KeyError, TypeError):
        raise Away("trả lời không đọc được") from None
