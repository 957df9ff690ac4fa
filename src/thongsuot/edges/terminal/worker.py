"""`thongsuot worker`: carries events to those who listen."""

import os
from typing import Annotated

import typer

from thongsuot.plumbing.cli.trouble import t

app = typer.Typer(add_completion=False)


@app.command(
    help=t(
        "Chạy tiến trình nền: đưa sự kiện đến nơi nghe.", "Run the worker: carry events to their listeners."
    )
)
def worker(
    once: Annotated[bool, typer.Option(help=t("làm hết việc rồi dừng", "stop when nothing is left"))] = False,
    concurrency: Annotated[int, typer.Option(help=t("số việc làm cùng lúc", "jobs at a time"))] = 2,
) -> None:
    """Work until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thongsuot.plumbing.settings")
    import django

    from thongsuot.plumbing import meter_files

    meter_files.share("worker")
    django.setup()
    from thongsuot.plumbing import jobs

    jobs.work(concurrency=concurrency, once=once)
