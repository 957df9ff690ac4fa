"""Work calendars: holidays, swap days, closures, office hours, by authority and unit.

Verbs: calendars.load, calendars.close.
"""
