"""`python -m django migrate`, in a fifth of the time.

After each operation Django makes the classes of every model anew that is related to the changed one over however many
steps: here nearly all, some eight thousand in one run. A statement about a table needs that table's class and the names
of those it points to. So only the changed model is made anew. `tests/test_schema.py` holds tables against models.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands.migrate import Command as Base
from django.db.migrations.state import ProjectState


class Command(Base):
    """Django's command, with `one_by_one` around it."""

    def handle(self, *args: Any, **options: Any) -> None:
        with one_by_one():
            super().handle(*args, **options)


@contextmanager
def one_by_one() -> Iterator[None]:
    """Let a changed model alone be made anew."""

    def only(
        state: ProjectState, app_label: str, model_name: str, delay: bool = False
    ) -> set[tuple[str, str]]:
        return {(app_label, model_name)}

    states: Any = ProjectState  # what is replaced is no part of its public face
    usual = states._find_reload_model
    states._find_reload_model = only
    try:
        yield
    finally:
        states._find_reload_model = usual
