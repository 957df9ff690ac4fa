"""Money by API: `dossier` what one owes and paid, receipts · `days` drawers and the bank's days."""

from thongsuot.work.fees.api.days import router
from thongsuot.work.fees.api.dossier import router as dossier_router

__all__ = ["dossier_router", "router"]
