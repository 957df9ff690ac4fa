"""The money at the desk: of one dossier, of one counter's day, of one account's day."""

from thongsuot.edges.desk.fees.accounts import accounts
from thongsuot.edges.desk.fees.counter import closing, counter
from thongsuot.edges.desk.fees.dossier import fees, receipt

__all__ = ["accounts", "closing", "counter", "fees", "receipt"]
