"""What the world touches: the citizens' site, the officers' site, packs, benchmarks, the command line."""
