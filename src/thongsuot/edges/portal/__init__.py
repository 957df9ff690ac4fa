"""The citizens' site: search, procedure, filing guidance, tracking, map of points."""
