"""Where dossiers are on the way through their flow: complete a step, send it back, ask opinions, give them.

Verbs: steps.*. The dossier itself stays in `dossiers`: its clock, its holder, its decision.
"""
