"""What the worker does by itself: every minute it asks gateways about what they have not told the end of."""

from datetime import UTC, datetime

from django.db import close_old_connections
from procrastinate.contrib.django.procrastinate_app import app

from thongsuot.work.fees import ports, services


@app.periodic(cron="* * * * *", periodic_id="fees.ask")
@app.task(name="thongsuot.fees.ask", queue="gateways", queueing_lock="fees.ask", pass_context=False)
def ask_gateways(timestamp: int) -> None:
    """Ask about payments that are in doubt, and bring requests for money back; nothing is asked of who has no address."""
    close_old_connections()
    if ports.askable():
        services.ask_gateways(now=datetime.now(UTC))
