"""Calls go down, events go up.

A module publishes what has happened inside the verb that made it happen: one job a listener is
written with the fact and commits or vanishes with it. The publisher never knows who listens.
Delivery is at least once, so a listener is idempotent by the event's own ids.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import TypeAdapter

from thongsuot.plumbing import commands

E = TypeVar("E")

DELIVER = "thongsuot.deliver"

_listeners: dict[type, list[str]] = defaultdict(list)
_by_name: dict[str, tuple[TypeAdapter[Any], Callable[[Any], None]]] = {}


def on(event_type: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Let a reaction hear of an event type."""

    def register(listener: Callable[[E], None]) -> Callable[[E], None]:
        name = f"{listener.__module__}.{listener.__qualname__}"
        if name in _by_name:
            raise ValueError(f"two listeners called {name}")
        _listeners[event_type].append(name)
        _by_name[name] = (TypeAdapter(event_type), listener)
        return listener

    return register


def publish(event: object, *, order: str | None = None) -> None:
    """Write one job for each listener. Events with the same `order` reach a listener one after another."""
    for name in _listeners[type(event)]:
        adapter = _by_name[name][0]
        commands.enqueue(
            queue="events",
            task=DELIVER,
            args={"listener": name, "event": adapter.dump_python(event, mode="json")},
            lock=f"{name}:{order}" if order else None,
        )


def deliver(*, listener: str, event: dict[str, Any]) -> None:
    """Call a listener with an event from a job."""
    adapter, function = _by_name[listener]
    function(adapter.validate_python(event))
