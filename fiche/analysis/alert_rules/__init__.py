"""One kind of alert a module, found by fiche.analysis.alerting; each says its reason in words and sends nothing."""
