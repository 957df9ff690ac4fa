"""Working days and office hours: holidays, swapped days, closures, the hours of each province.

Verbs: calendars.load_days, calendars.load_hours, calendars.close, calendars.reopen.
"""
