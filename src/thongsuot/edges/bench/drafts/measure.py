"""Many declarations with mishaps, and how much of what was typed is in the drafts."""

import os
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from random import Random
from typing import Any
from uuid import UUID

from thongsuot.edges.bench import lots, stage
from thongsuot.edges.bench.drafts.site import Site
from thongsuot.edges.bench.drafts.typist import MISHAPS, Run, fill_in
from thongsuot.edges.bench.journey import intake
from thongsuot.edges.bench.report import Limit, Report

RUNS, CONTROLS = 500, 3
TOLD = 25  # declarations after which a lane says how far it has come
LANES = 2  # people who fill in at once, each with a browser and a server that nobody else kills
BIRTH = "1.001193"
CITIZEN = "congdan"
Plan = tuple[list[str], bool]  # mishaps; whether the saving script is there
NOTES = {
    "runs": "declarations filled in to their last page",
    "answers": "answers typed or chosen in them",
    "mishaps": "lines cut, sessions ended, tabs closed, servers killed …",
    "lost": "answers that were not in the draft afterwards",
    "unannounced": "times that saving failed and the page did not say so at once",
    "astray": "log-ins that did not lead back to the section where one was",
    "unfinished": "declarations that could not be filled in to their end",
    "control_lost": "answers that the same mishaps lost without the saving script",
}


def run(*, quick: bool = False) -> Report:
    """500 declarations with one to three mishaps each; quick: one for each mishap. Raises Trouble without a browser."""
    intake.browser()
    place = stage.province()
    random = Random(lots.seed())
    kinds = list(MISHAPS)
    plans = [[kind] for kind in kinds] if quick else [_plan(random, kinds) for _ in range(RUNS)]
    every = [(plan, True) for plan in plans] + [(["tab_closed"], False)] * (1 if quick else CONTROLS)
    began = time.perf_counter()
    with ThreadPoolExecutor(LANES) as lanes:
        shares = [lanes.submit(_lane, place, n, every[n::LANES], random.random()) for n in range(LANES)]
        found = [one for share in shares for one in share.result()]
    done = [outcome for saves, outcome in found if saves]
    control = [outcome for saves, outcome in found if not saves]
    return _report(done, control, time.perf_counter() - began)


def _lane(place: Any, number: int, share: list[Plan], seed: float) -> list[tuple[bool, dict[str, Any]]]:
    """One after the other: whether the saving script was there, and what came of it."""
    site, random = Site(place.environment, place.home / "run" / f"drafts-{number}.log"), Random(seed)
    try:
        site.start()
        with _Gate(site) as gate:
            return [
                _counted(gate, n, len(share), plan, random, saves) for n, (plan, saves) in enumerate(share, 1)
            ]
    finally:
        site.stop()


def _counted(
    gate: "_Gate", n: int, of: int, plan: list[str], random: Random, saves: bool
) -> tuple[bool, dict[str, Any]]:
    """One declaration; how far the lane has come is told now and then, for it takes minutes."""
    outcome = gate.one(plan, random, saves=saves)
    if n % TOLD == 0:
        os.write(2, f"{n}/{of}\n".encode())
    return saves, outcome


def _plan(random: Random, kinds: list[str]) -> list[str]:
    return random.sample(kinds, random.randint(1, 3))


class _Gate:
    """One browser, one citizen; questions to the database in a thread of their own, beside Playwright's loop."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.thread = ThreadPoolExecutor(1)
        self.kinds: dict[str, str] = {}
        self.citizen, self.answers = self.thread.submit(_scene).result()

    def __enter__(self) -> "_Gate":
        from playwright.sync_api import sync_playwright

        self.playwright = sync_playwright().start()
        self.chromium = self.playwright.chromium.launch(executable_path=intake.browser(), args=intake.FLAGS)
        return self

    def __exit__(self, *_: object) -> None:
        self.chromium.close()
        self.playwright.stop()
        self.thread.submit(_leave).result()
        self.thread.shutdown()

    def one(self, plan: list[str], random: Random, *, saves: bool = True) -> dict[str, Any]:
        """Fill in one declaration and compare; `saves` False: without the script that saves."""
        with self._context(saves) as context:
            run_ = Run(
                self.site, context, lambda: self.thread.submit(_session).result(), self.answers, self.kinds
            )
            try:
                fill_in(run_, BIRTH, plan, random)
            except Exception as error:  # counted: a figure of the report
                if saves:
                    os.write(2, f"{plan}: {type(error).__name__}: {str(error)[:300]}\n".encode())
                return self._outcome(run_, unfinished=1)
            outcome = self._outcome(run_)
        if saves and outcome["lost"]:
            os.write(2, f"{run_.places}: {outcome['lost']}\n".encode())
        return outcome

    @contextmanager
    def _context(self, saves: bool) -> Iterator[Any]:
        context = self.chromium.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
        context.set_default_timeout(30_000)
        if not saves:
            context.route("**/autosave*.js", lambda route: route.abort())
        try:
            yield context
        finally:
            context.close()

    def _outcome(self, run_: Run, *, unfinished: int = 0) -> dict[str, Any]:
        kept = self.thread.submit(_take, self.citizen, run_.draft_id if run_.page else "").result()
        lost = {key: kept.get(key) for key, value in run_.typed.items() if kept.get(key) != value}
        return {
            "answers": len(run_.typed), "lost": lost, "mishaps": run_.mishaps, "unfinished": unfinished,
            "unannounced": run_.unannounced, "astray": run_.astray,
        }  # fmt: skip


def _session() -> dict[str, str]:
    """The cookie of a session of the citizen that has just begun."""
    from thongsuot.edges.bench.access import people

    return dict(people.bearer(CITIZEN, name=CITIZEN, relation="", sees=True).cookies)


def _scene() -> tuple[Any, dict[str, dict[str, str]]]:
    """The citizen, and what he answers."""
    from datetime import UTC, datetime

    from thongsuot.edges.bench.access import people
    from thongsuot.registers.units import queries as units

    citizen = people.bearer(CITIZEN, name=CITIZEN, relation="", sees=True)
    day, home = datetime.now(UTC).date(), units.home_authority()
    province = units.unit(unit_id=home, day=day) if home else None
    commune = units.communes_of(province_code=province.code, day=day)[0].code if province else ""
    return citizen.actor, answers(commune)


def answers(commune: str) -> dict[str, dict[str, str]]:
    """A birth declared: section → key → answer. Names and numbers are made up."""
    return {
        "noi-nop": {
            "nop_xa": commune, "nop_ho_ten": "Nguyễn Thị Hòa", "nop_so_dinh_danh": "046198000123",
            "nop_dien_thoai": "0905123456", "nop_dia_chi": "12 Lê Lợi", "nop_nhan_ket_qua": "AT_SUBMISSION_PLACE",
        },
        "nguoi_yeu_cau": {
            "nyc_ho_ten": "Nguyễn Thị Hòa", "nyc_so_dinh_danh": "046198000123", "nyc_noi_cu_tru": "12 Lê Lợi",
            "nyc_quan_he": "me",
        },
        "nguoi_duoc_khai_sinh": {
            "con_ho_ten": "Trần Minh An", "con_ngay_sinh": "12/11/2025", "con_gioi_tinh": "nam", "con_dan_toc": "Kinh",
            "con_quoc_tich": "Việt Nam", "con_noi_sinh": "Bệnh viện Trung ương", "con_que_quan": "phường Kim Long",
        },
        "nguoi_me": {
            "me_co": "co", "me_ho_ten": "Nguyễn Thị Hòa", "me_nam_sinh": "1998", "me_dan_toc": "Kinh",
            "me_quoc_tich": "Việt Nam", "me_noi_cu_tru": "12 Lê Lợi",
        },
        "nguoi_cha": {"cha_co": "khong"},
        "ban_sao": {"bs_can": "co", "bs_so_luong": "2"},
    }  # fmt: skip


def _take(citizen: Any, draft_id: str) -> dict[str, str]:
    """What the draft holds; it is thrown away afterwards."""
    from thongsuot.work.filings import queries, services

    try:
        found = queries.draft(viewer=citizen, draft_id=UUID(draft_id))
    except ValueError:
        return {}
    if found is None:
        return {}
    services.discard(actor=citizen, draft_id=found.id)
    return dict(found.raw)


def _leave() -> None:
    from django.db import connection

    connection.close()


def _report(done: list[dict[str, Any]], control: list[dict[str, Any]], seconds: float) -> Report:
    mishaps: Counter[str] = sum((one["mishaps"] for one in done), Counter())
    figures: dict[str, float] = {
        "runs": len(done), "answers": sum(one["answers"] for one in done), "mishaps": mishaps.total(),
        **{kind: mishaps[kind] for kind in MISHAPS},
        **{name: sum(one[name] for one in done) for name in ("unannounced", "astray", "unfinished")},
        "lost": sum(len(one["lost"]) for one in done),
        "control_lost": sum(len(one["lost"]) for one in control), "seconds": round(seconds, 1),
    }  # fmt: skip
    limits = (
        Limit("lost", "==", 0), Limit("unannounced", "==", 0), Limit("astray", "==", 0),
        Limit("unfinished", "==", 0), Limit("runs", ">=", len(MISHAPS)),
        *(Limit(kind, ">", 0) for kind in MISHAPS), Limit("control_lost", ">", 0),
    )  # fmt: skip
    return Report("drafts", figures, limits, notes=NOTES)
