"""What every page knows without being told."""

from typing import Any

from django.http import HttpRequest

from thongsuot.plumbing.ui import look


def page(request: HttpRequest) -> dict[str, Any]:
    """`place`: the look of this installation."""
    return {"place": look.current()}
