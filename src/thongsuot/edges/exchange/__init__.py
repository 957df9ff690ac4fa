"""Outside systems: one folder each, fulfilling a port of a module below. None of them is needed to run."""
