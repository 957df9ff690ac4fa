"""The National Public Service Portal: dossiers and their progress out, filings, supplements and payments in.

THONGSUOT_PORTAL_URL      where its services are (https; http inside one network)
THONGSUOT_PORTAL_CLIENT   the client that the portal gave the province
THONGSUOT_PORTAL_SECRET   and its secret

Services and fields are those of the portal's guide as far as it is public: `DongBoHoSoMC`, `CapNhatTienDoHoSoMC`
and `TraCuuHoSo`; files go out by `UploadFile` (IdTepTin, HashTepTin). How filings are fetched is not; `LayHoSoMoi` is
how the simulator offers them, from a number on (TuSo) or of one dossier (MaHoSo), and files lie where
`DuongDanTaiTepTin` says, at the portal's own host.
"""

from thongsuot.edges.exchange.national_portal.adapter import Config, Portal, check_config

__all__ = ["Config", "Portal", "check_config"]
