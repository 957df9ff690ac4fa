"""The citizens' site: find a procedure, find a point, follow a dossier. Works on a telephone without scripts.

`web` the addresses · `page` what every page shares · `province` whose site it is · `saying` the plain
sentences of times, fees and ways · one file of views a subject.
"""
