"""Verbs of synchronisation. `projecting` steps become messages · `sending` them."""

from thongsuot.work.sync.services.projecting import portal_receiver, project
from thongsuot.work.sync.services.sending import Sent, send_due

__all__ = ["Sent", "portal_receiver", "project", "send_due"]
