"""`thongsuot portal …`: how the exchange with the national portal stands, and its other side as a simulator."""

import os
from typing import Annotated, Any

import typer

from thongsuot.plumbing.cli import console
from thongsuot.plumbing.cli.trouble import t

app = typer.Typer(add_completion=False, no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help=t("in một đối tượng JSON", "print one JSON object"))]


def _django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thongsuot.plumbing.settings")
    import django

    django.setup()


@app.command(help=t("Chạy cổng mô phỏng, để thử.", "Run the simulated portal, for trials."))
def simulate(
    port: Annotated[int, typer.Option(help=t("cổng mạng", "network port"))] = 8092,
) -> None:
    """Serve until stopped; its own page lets a person choose how it fails, and file dossiers there."""
    _django()
    from thongsuot.edges.exchange.national_portal import simulator

    server = simulator.Server(port)
    told = {"URL": server.url, "CLIENT": simulator.CLIENT, "SECRET": simulator.SECRET}
    for name, value in told.items():
        console.out().print(f"THONGSUOT_PORTAL_{name}={value}", highlight=False)
    server.serve_forever()


@app.command(help=t("Hàng chờ gửi và lần nói chuyện gần nhất.", "What waits, and when it last answered."))
def status(as_json: AsJson = False) -> None:
    """One line for each province that has the portal."""
    _django()
    from thongsuot.kernel.actor import SYSTEM
    from thongsuot.work.sync import ports, queries

    found = [_told(one) for one in queries.receivers(viewer=SYSTEM, kind=ports.PORTAL)]
    result = {"is_connected": ports.portal() is not None, "provinces": found}
    console.emit(result, as_json, lambda: _print(result))


def _told(one: Any) -> dict[str, Any]:
    return {
        "authority_id": one.authority_id,
        "waiting": one.waiting,
        "refused": one.refused,
        "failing_since": one.failing_since.isoformat() if one.failing_since else None,
        "last_error": one.last_error,
    }


def _print(result: dict[str, Any]) -> None:
    out = console.out()
    if not result["is_connected"]:
        out.print(t("Chưa kết nối (THONGSUOT_PORTAL_URL…).", "Not connected (THONGSUOT_PORTAL_URL…)."))
    for one in result["provinces"]:
        vi = f"chờ gửi {one['waiting']}, bị từ chối {one['refused']}"
        en = f"waiting {one['waiting']}, refused {one['refused']}"
        away = f" · {one['failing_since']} {one['last_error']}" if one["failing_since"] else ""
        out.print(t(vi, en) + away, highlight=False)


@app.command(help=t("Lấy về những gì Cổng giữ cho tỉnh.", "Fetch what the portal holds."))
def fetch(as_json: AsJson = False) -> None:
    """The same that the worker does every two minutes."""
    from datetime import UTC, datetime

    _django()
    from thongsuot.work.sync import services

    settled = services.fetch_all(now=datetime.now(UTC))
    console.emit(
        {"settled": settled},
        as_json,
        lambda: console.out().print(t(f"Đã xử lý {settled}.", f"Settled {settled}.")),
    )


@app.command(help=t("Đối soát 30 ngày với Cổng.", "Compare the last 30 days with the portal."))
def compare(as_json: AsJson = False) -> None:
    """The same that the worker does every night."""
    from datetime import UTC, datetime

    _django()
    from thongsuot.work.sync import services

    ids = services.compare_all(now=datetime.now(UTC))
    text = t(f"Đã đối soát {len(ids)} tỉnh.", f"Compared {len(ids)} province(s).")
    console.emit({"reconciliations": ids}, as_json, lambda: console.out().print(text))
