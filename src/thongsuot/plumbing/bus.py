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

DELIVER, SPREAD = "thongsuot.deliver", "thongsuot.spread"

_listeners: dict[type, list[str]] = defaultdict(list)
_by_name: dict[str, tuple[TypeAdapter[Any], Callable[[Any], None]]] = {}
_types: dict[str, type] = {}


def on(event_type: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Let a reaction hear of an event type."""

    def register(listener: Callable[[E], None]) -> Callable[[E], None]:
        name = f"{listener.__module__}.{listener.__qualname__}"
        if name in _by_name:
            raise ValueError(f"two listeners called {name}")
        _listeners[event_type].append(name)
        _types[_name_of(event_type)] = event_type
        _by_name[name] = (TypeAdapter(event_type), listener)
        return listener

    return register


def publish(event: object, *, order: str | None = None) -> None:
    """Write one job, however many listen: a verb does not pay for those who want to know.

    Events with the same `order` reach a listener one after another.
    """
    names = _listeners[type(event)]
    if not names:
        return
    dumped = _by_name[names[0]][0].dump_python(event, mode="json")
    if len(names) == 1:
        commands.enqueue(**_delivery(names[0], dumped, order))
        return
    commands.enqueue(
        queue="events",
        task=SPREAD,
        args={"event_type": _name_of(type(event)), "event": dumped, "order": order},
        lock=f"{_name_of(type(event))}:{order}" if order else None,
    )


def deliveries(*, event_type: str, event: dict[str, Any], order: str | None) -> list[dict[str, Any]]:
    """One job for each listener of an event that was written as one: queue, task, args and lock of each."""
    return [_delivery(name, event, order) for name in _listeners[_types[event_type]]]


def deliver(*, listener: str, event: dict[str, Any]) -> None:
    """Call a listener with an event from a job."""
    adapter, function = _by_name[listener]
    function(adapter.validate_python(event))


def _delivery(name: str, event: Any, order: str | None) -> dict[str, Any]:
    return {
        "queue": "events",
        "task": DELIVER,
        "args": {"listener": name, "event": event},
        "lock": f"{name}:{order}" if order else None,
    }


def _name_of(event_type: type) -> str:
    return f"{event_type.__module__}.{event_type.__qualname__}"
