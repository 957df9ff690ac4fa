"""The officers' site: today, worklist, intake, dossier page."""
