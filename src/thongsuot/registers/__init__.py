"""What the province knows: units, calendars, accounts, procedures, points. Dated, loaded from packs."""
