"""The national population data over HTTP: one question, one person or nobody, quickly or not at all.

THONGSUOT_POPULATION_URL     where it is asked (POST); empty: it is not asked
THONGSUOT_POPULATION_SECRET  the secret with which our questions are signed (HMAC-SHA256)

The real data are reached through the ministry's own gateway, whose contract is signed by each province; this is the
shape in which we ask, and `simulator` answers it.
"""

from thongsuot.edges.exchange.population.client import Population

__all__ = ["Population"]
