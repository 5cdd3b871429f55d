"""Other systems read and, for a few fields, written: one small engine, one system a file of declarations; what it reads enters where files do."""
