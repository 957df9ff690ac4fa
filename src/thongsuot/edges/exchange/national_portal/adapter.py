"""The port of synchronisation, fulfilled by the portal."""

import http.client
import itertools
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from thongsuot.edges.exchange import wire
from thongsuot.edges.exchange.national_portal import fields, results
from thongsuot.edges.exchange.national_portal.answers import DONE, judged, read
from thongsuot.edges.exchange.national_portal.rendering import Told, rendered
from thongsuot.kernel.errors import Problem
from thongsuot.plumbing.files import limits
from thongsuot.work.sync import ports, rules, services
from thongsuot.work.sync.ports import Away, Outcome, Outgoing, Rejected

PAGE_MOST = 8 * 2**20
ELSEWHERE = Problem("file_elsewhere", "Địa chỉ của tệp không thuộc Cổng quốc gia nên không tải.")
MISSING = Problem("file_missing", "Cổng không có tệp ở địa chỉ đã báo (HTTP {status}).")
SEARCH, ARRIVALS, TOKEN = "TraCuuHoSo", "LayHoSoMoi", "token"


@dataclass(frozen=True, slots=True)
class Config:
    """What the environment says."""

    url: str
    client: str
    secret: str

    @staticmethod
    def read(environment: Mapping[str, str] | None = None) -> "Config":
        get = (os.environ if environment is None else environment).get
        return Config(
            get("THONGSUOT_PORTAL_URL", "").rstrip("/"),
            get("THONGSUOT_PORTAL_CLIENT", ""),
            get("THONGSUOT_PORTAL_SECRET", ""),
        )

    @property
    def missing(self) -> tuple[str, ...]:
        """The variables that are not set."""
        given = {"URL": self.url, "CLIENT": self.client, "SECRET": self.secret}
        return tuple(f"THONGSUOT_PORTAL_{name}" for name, value in given.items() if not value)


def check_config(environment: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The variables that are missing when some are set; nothing when all or none are. None: this process's own."""
    missing = Config.read(environment).missing
    return missing if len(missing) < len(Config.__dataclass_fields__) else ()


class Session:
    """A kept connection with its token."""

    def __init__(self, config: Config, *, timeout_s: float = wire.TIMEOUT_S) -> None:
        self.config, self.token = config, ""
        self.wire = wire.Wire(config.url, timeout_s=timeout_s)
        self.path = urlsplit(config.url).path

    def call(
        self, service: str, body: Mapping[str, Any], *, id_: str = "", most: int = wire.MOST
    ) -> wire.Answer:
        """Call a service; a token that ran out is asked for anew once. Raises OSError, HTTPException."""
        content = json.dumps(body, ensure_ascii=False).encode()
        for _ in range(2):
            if not self.token and (refused := self._log_in()):
                return refused
            headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
            if id_:
                headers["Idempotency-Key"] = id_
            answer = self.wire.post(f"{self.path}/{service}", content, headers, most=most)
            if answer.status != 401:
                return answer
            self.token = ""
        return answer

    def fetch(self, path: str, *, most: int) -> wire.Answer:
        """A file at this path, one byte more than `most` if it is longer. Raises OSError, HTTPException."""
        for _ in range(2):
            if not self.token and (refused := self._log_in()):
                return refused
            answer = self.wire.get(path, {"Authorization": f"Bearer {self.token}"}, most=most)
            if answer.status != 401:
                return answer
            self.token = ""
        return answer

    def _log_in(self) -> wire.Answer | None:
        """Ask for a token; the answer if it was not given."""
        asked = {"client_id": self.config.client, "client_secret": self.config.secret}
        headers = {"Content-Type": "application/json"}
        answer = self.wire.post(f"{self.path}/{TOKEN}", json.dumps(asked).encode(), headers)
        self.token = str(read(answer).get("access_token") or "") if answer.status == 200 else ""
        return None if self.token else answer


class Line:
    """See `ports.Line`."""

    def __init__(self, config: Config, receiver_id: int) -> None:
        self.session, self.receiver_id = Session(config), receiver_id

    def send(self, outgoing: Outgoing) -> Outcome:
        told = rendered(outgoing)
        if told is None:
            return Rejected("hồ sơ không còn")
        try:
            if (found := self._bring_files(told, outgoing)) is not None:
                return found
            outcome = judged(self.session.call(outgoing.service, told.body, id_=str(outgoing.event_id)))
        except (OSError, http.client.HTTPException) as error:
            return Away(wire.why(error))
        if isinstance(outcome, Rejected) and (
            told.given or told.files
        ):  # it may have lost one that it said it had
            services.forget_uploaded(receiver_id=self.receiver_id, dossier_id=outgoing.dossier_id)
        return outcome

    def _bring_files(self, told: Told, outgoing: Outgoing) -> Away | Rejected | None:
        """Have the portal hold the files that the body names; why the message has to wait, if it has."""
        ids = (self.receiver_id, outgoing.dossier_id)
        if told.given:
            given = results.uploaded(self.session, *ids, told.given)
            if not isinstance(given, list):
                return given
            told.body["data"][0]["DanhSachGiayToKetQua"] = given
        if told.files:
            lying = results.uploaded_components(self.session, *ids, told.files)
            if not isinstance(lying, dict):
                return lying
            for place, (id_, address) in lying.items():
                told.body["data"][0]["TaiLieuNop"][place] |= {
                    "TepDinhKemId": id_,
                    "DuongDanTaiTepTin": address,
                }
        return None

    def close(self) -> None:
        self.session.wire.close()


class Portal:
    """See `ports.Portal`."""

    kind = ports.PORTAL

    def is_configured(self) -> bool:
        return not Config.read().missing

    def open(self, receiver: ports.Receiver) -> Line:
        return Line(Config.read(), receiver.id)

    def file(self, address: str) -> bytes:
        config = Config.read()
        path = rules.path_at_portal(address, portal_url=config.url)
        if path is None:
            raise ports.NotGiven(ELSEWHERE, is_final=True)
        session = Session(config)
        try:
            answer = session.fetch(path, most=limits.FILE_MOST)
        except (OSError, http.client.HTTPException) as error:
            raise ports.Unreachable(wire.why(error)) from error
        finally:
            session.wire.close()
        if answer.status == 200:
            return answer.body
        if answer.status in (401, 403, 429) or answer.status >= 500:
            raise ports.Unreachable(f"HTTP {answer.status}")
        raise ports.NotGiven(
            Problem(MISSING.code, MISSING.message, "", {"status": answer.status}), is_final=False
        )

    def arrivals(self, cursor: str) -> ports.Page:
        found = self._asked(ARRIVALS, {"TuSo": cursor})
        is_last = str(found.get("ConNua", "0")) != "1"
        return ports.Page(_arrived(found), str(found.get("DenSo", cursor)), is_last)

    def dossier(self, code: str) -> Sequence[ports.Arrived]:
        return _arrived(self._asked(ARRIVALS, {"MaHoSo": code}))

    def statuses(self, from_day: date, to_day: date) -> Sequence[ports.Theirs]:
        found: dict[str, ports.Theirs] = {}
        for page in itertools.count(1):
            asked = {"TuNgay": f"{from_day:%Y%m%d}", "DenNgay": f"{to_day:%Y%m%d}", "Trang": str(page)}
            answer = self._asked(SEARCH, asked)
            given = {one.code: one for one in map(_theirs, answer["data"])}
            is_last, is_news = str(answer.get("ConNua", "0")) != "1", given.keys() - found.keys()
            found |= given
            if is_last:
                break
            if not is_news:  # it says that there is more and never gives it: half a list is no comparison
                raise ports.Unreachable("danh sách Cổng trả về không trọn")
        return list(found.values())

    def _asked(self, service: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """The answer to a question. Raises `Unreachable`."""
        session = Session(Config.read())
        try:
            answer = session.call(service, body, most=PAGE_MOST)
        except (OSError, http.client.HTTPException) as error:
            raise ports.Unreachable(wire.why(error)) from error
        finally:
            session.wire.close()
        found = read(answer)
        if (
            answer.status != 200
            or found.get("error_code") not in DONE
            or not isinstance(found.get("data"), list)
        ):
            raise ports.Unreachable("câu trả lời không đọc được")
        return found


def _arrived(found: Mapping[str, Any]) -> tuple[ports.Arrived, ...]:
    """What the portal gives, as it came."""
    return tuple(
        ports.Arrived(
            str(one.get("SoThuTu", "")),
            str(one.get("Loai", "")),
            str(_body(one).get("MaHoSo", "")),
            _body(one),
        )
        for one in found["data"]
        if isinstance(one, dict)
    )


def _theirs(one: Any) -> ports.Theirs:
    """An entry of the list. Raises `Unreachable` where it names no dossier: one more may be missing beside it."""
    code = str(one.get("MaHoSo") or "") if isinstance(one, dict) else ""
    if not code:
        raise ports.Unreachable("câu trả lời không đọc được")
    status = str(one.get("TrangThaiHoSo", ""))
    day = fields.read_day(str(one.get("NgayNopHoSo", "")))
    return ports.Theirs(code, int(status) if status.isascii() and status.isdigit() else 0, day)


def _body(one: Mapping[str, Any]) -> Mapping[str, Any]:
    body = one.get("DuLieu")
    return body if isinstance(body, dict) else {}
