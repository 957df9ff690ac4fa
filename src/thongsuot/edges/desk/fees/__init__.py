"""The money at the desk: of one dossier, of one counter's day, of one account's day."""

from thongsuot.edges.desk.fees.dossier import fees, receipt

__all__ = ["fees", "receipt"]
