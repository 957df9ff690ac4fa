"""Other provinces that run this platform: what is filed in one for another, and what becomes of it.

Which provinces, at which addresses, with which secret is entered at the desk (`relays.connect`). A message is one POST,
signed as Standard Webhooks says: a line of JSON (from, to, ref, service, body), then the content of a file, if any.
"""

from thongsuot.edges.exchange.province.channel import Provinces

__all__ = ["Provinces"]
