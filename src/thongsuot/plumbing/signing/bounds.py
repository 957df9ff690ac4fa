"""What is asked of a signed paper before anything reads it."""

LARGEST = 20_000_000  # bytes: a long plan with drawings; more is no result of a one-stop desk
