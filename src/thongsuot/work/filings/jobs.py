"""What the worker does every night: tell of drafts that nobody goes on with, and throw away those that were told of."""

from datetime import UTC, datetime

from django.db import close_old_connections
from procrastinate.contrib.django.procrastinate_app import app

from thongsuot.kernel.actor import SYSTEM
from thongsuot.work.filings import services


@app.periodic(cron="23 2 * * *", periodic_id="filings.sweep")
@app.task(name="thongsuot.filings.sweep", queue="events", queueing_lock="filings.sweep", pass_context=False)
def sweep_drafts(timestamp: int) -> None:
    """Drafts that lie about, by the policy of the province."""
    close_old_connections()
    services.sweep(actor=SYSTEM, now=datetime.now(UTC))
