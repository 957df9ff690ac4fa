"""`thongsuot up`: a whole province from one command.

`afresh` throwing the demo province away ·
`phases` what has to be ready before the first request · `serving` web server and worker until Ctrl+C.
"""

import os
from typing import Annotated

import typer

from thongsuot.edges.packs.demo import guard
from thongsuot.plumbing.cli.trouble import t

app = typer.Typer(add_completion=False)


@app.command(help=t("Dựng cả tỉnh mẫu: cơ sở dữ liệu, dữ liệu, máy chủ web và tiến trình nền.",
                    "Run the province: database, data, web server and worker."))  # fmt: skip
def up(
    port: Annotated[int, typer.Option(help=t("cổng của trang web", "port of the site"))] = 8000,
    host: Annotated[str, typer.Option(help=t("địa chỉ lắng nghe", "address to listen on"))] = "127.0.0.1",
    pack: Annotated[str, typer.Option(help=t("gói dữ liệu của tỉnh", "the province's pack"))] = "",
    demo: Annotated[
        bool, typer.Option(help=t("kèm tỉnh mẫu mô phỏng", "with the simulated demo province"))
    ] = True,
    workers: Annotated[int, typer.Option(help=t("số tiến trình web", "web processes"))] = 2,
    fresh: Annotated[
        bool,
        typer.Option("--fresh", help=t("xóa tỉnh mẫu rồi dựng lại", "throw the demo province away first")),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help=t("không hỏi lại", "do not ask"))] = False,
    timings: Annotated[bool, typer.Option(help=t("in số giây mỗi bước", "print seconds a phase"))] = False,
) -> None:
    """Prepare what is missing, then serve until told to stop."""
    if demo:
        guard.refuse_where_off()
    os.environ["THONGSUOT_DEMO"] = "1" if demo else os.environ.get("THONGSUOT_DEMO", "0")
    if host not in ("127.0.0.1", "localhost", "::1"):
        os.environ.setdefault("THONGSUOT_HOSTS", f"localhost,127.0.0.1,{host}")
    os.environ["DJANGO_SETTINGS_MODULE"] = "thongsuot.plumbing.settings"
    from thongsuot.edges.terminal.up import phases, serving

    if fresh:
        from thongsuot.edges.terminal.up import afresh
        from thongsuot.plumbing.postgres import places

        afresh.throw_away(places.here().home, demo=os.environ["THONGSUOT_DEMO"] == "1", is_sure=yes)
    ready = phases.prepare(port=port, host=host, pack=pack, demo=demo, timings=timings)
    serving.serve(ready, port=port, host=host, workers=workers, demo=demo)
