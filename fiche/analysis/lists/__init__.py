"""One list to act on a module, found by fiche.analysis.worklists; each says why each client is in it and what that is worth, and does nothing."""
