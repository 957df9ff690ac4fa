"""Data packs: check whole or nothing, load idempotently, make the demo province."""
