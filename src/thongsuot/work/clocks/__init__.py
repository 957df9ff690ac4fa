"""How far the terms of open dossiers have run: alerts at parts of a term, escalation, consent by silence.

Verbs: clocks.follow, clocks.alert, clocks.take_silence, clocks.load_escalations.
"""
