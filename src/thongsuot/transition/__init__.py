"""What moves things from old units to new ones."""
