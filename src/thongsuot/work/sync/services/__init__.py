"""Verbs of synchronisation.

`projecting` steps become messages · `announcing` what other modules have to tell · `sending` them · `telling` again, or
not at all · `arriving` what the portal holds for us, `refetching` what of it we lack, `attaching` its files ·
`reconciling` the two sides · `subscribing` webhooks · `regularly` what workers do for every province.
"""

from thongsuot.work.sync.services.announcing import add_receiver, announce, change_receiver
from thongsuot.work.sync.services.arriving import dismiss_arrival, fetch, retry_arrival, take_in, take_in_all
from thongsuot.work.sync.services.attaching import (
    dismiss_file,
    fetch_again,
    fetch_file,
    fetch_files,
    settle_file,
)
from thongsuot.work.sync.services.projecting import portal_receiver, project, project_money
from thongsuot.work.sync.services.reconciling import ask, reconcile
from thongsuot.work.sync.services.refetching import Refetched, ask_for, fetch_dossiers
from thongsuot.work.sync.services.regularly import compare_all, fetch_all, fetch_all_files
from thongsuot.work.sync.services.sending import Sent, forget_uploaded, keep_uploaded, send_due
from thongsuot.work.sync.services.subscribing import (
    inside_hosts,
    pause,
    replay,
    resume,
    rotate,
    seal_plain,
    subscribe,
    unsubscribe,
)
from thongsuot.work.sync.services.telling import resend, skip, tell_again

__all__ = [
    "Refetched",
    "Sent",
    "add_receiver",
    "announce",
    "ask",
    "ask_for",
    "change_receiver",
    "compare_all",
    "dismiss_arrival",
    "dismiss_file",
    "fetch",
    "fetch_again",
    "fetch_all",
    "fetch_all_files",
    "fetch_dossiers",
    "fetch_file",
    "fetch_files",
    "forget_uploaded",
    "inside_hosts",
    "keep_uploaded",
    "pause",
    "portal_receiver",
    "project",
    "project_money",
    "reconcile",
    "replay",
    "resend",
    "resume",
    "retry_arrival",
    "rotate",
    "seal_plain",
    "send_due",
    "settle_file",
    "skip",
    "subscribe",
    "take_in",
    "take_in_all",
    "tell_again",
    "unsubscribe",
]
