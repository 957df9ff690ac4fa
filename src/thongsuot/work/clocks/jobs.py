"""What the worker does by itself: every minute the marks that were passed, every night whatever was missed."""

from datetime import UTC, datetime

from django.db import close_old_connections
from procrastinate.contrib.django.procrastinate_app import app

from thongsuot.work.clocks import services


@app.periodic(cron="* * * * *", periodic_id="clocks.ring")
@app.task(name="thongsuot.clocks.ring", queue="events", queueing_lock="clocks.ring", pass_context=False)
def ring_clocks(timestamp: int) -> None:
    """Tell of the marks that were passed; take silence for consent where the law does."""
    close_old_connections()
    services.ring(now=datetime.now(UTC))


@app.periodic(cron="41 1 * * *", periodic_id="clocks.heal")
@app.task(name="thongsuot.clocks.heal", queue="events", queueing_lock="clocks.heal", pass_context=False)
def heal_clocks(timestamp: int) -> None:
    """Bring along every clock that does not say what its dossier says."""
    close_old_connections()
    services.heal(now=datetime.now(UTC))
