"""What every request passes: id and clock, refusals to pages and RFC 9457, idempotency, versions, health."""
