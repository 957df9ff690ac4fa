"""What the worker does by itself: every minute the questions that nobody answered in the time that the law gives."""

from datetime import UTC, datetime

from django.db import close_old_connections
from procrastinate.contrib.django.procrastinate_app import app

from thongsuot.kernel.actor import SYSTEM
from thongsuot.work.steps import services


@app.periodic(cron="* * * * *", periodic_id="steps.silence")
@app.task(name="thongsuot.steps.silence", queue="events", queueing_lock="steps.silence", pass_context=False)
def take_silence(timestamp: int) -> None:
    """Take silence for consent where the law does; nothing is written while there is none."""
    close_old_connections()
    now = datetime.now(UTC)
    if services.is_silent(now=now):
        services.take_silence(actor=SYSTEM, now=now)
