"""The PyPI package vietnamadminunits, asked the same addresses. Its look-up of streets over the network is cut off."""

import contextlib
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

from thongsuot.edges.bench.addresses.judging import Said
from thongsuot.plumbing.cli.trouble import Exit, Trouble

PACKAGE = "vietnamadminunits"


def convert() -> Callable[[str], Said]:
    """Its conversion of 63 provinces to 34. It names one unit or none and never says that a ward was divided.

    Raises `Trouble` when it is not installed: the comparison is part of the benchmark.
    """
    if find_spec(PACKAGE) is None:
        raise Trouble(
            f"Phép đo này so với gói {PACKAGE}; hãy cài bằng: pip install {PACKAGE}.",
            f"This benchmark compares with {PACKAGE}; install it: pip install {PACKAGE}.",
            Exit.INSTALL,
        )
    converter = import_module(f"{PACKAGE}.converter.converter_2025")
    converter.get_geo_location = lambda _address: None  # type: ignore[attr-defined]

    def ask(text: str) -> Said:
        with contextlib.suppress(Exception):  # it raises what it likes for what it cannot read
            found = converter.convert_address_2025(text)
            if found.ward_code:
                return Said("exact", (str(found.ward_code),), split=False)
        return Said("unknown", (), split=False)

    return ask
