"""What the worker does for dossiers by itself: the numbers of the days, and reminders of what is to be added."""

from datetime import UTC, datetime

from django.db import close_old_connections
from procrastinate.contrib.django.procrastinate_app import app

from thongsuot.kernel.actor import SYSTEM
from thongsuot.work.dossiers import queries, services


@app.periodic(cron="30 0 * * *", periodic_id="dossiers.remind")
@app.task(
    name="thongsuot.dossiers.remind", queue="events", queueing_lock="dossiers.remind", pass_context=False
)
def remind_applicants(timestamp: int) -> None:
    """Every morning, half past seven in Viet Nam: what has to be added within the next days."""
    close_old_connections()
    services.remind(actor=SYSTEM, now=datetime.now(UTC))


@app.periodic(cron="*/5 * * * *", periodic_id="dossiers.count_days")
@app.task(
    name="thongsuot.dossiers.count_days",
    queue="bulk",
    queueing_lock="dossiers.count_days",
    pass_context=False,
)
def count_days(timestamp: int) -> None:
    """Every five minutes, when anything happened since and the last time was not long."""
    close_old_connections()
    now = datetime.now(UTC)
    if queries.is_due(now=now):
        services.count_days(actor=SYSTEM, now=now)
