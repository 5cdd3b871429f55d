"""The way back: a workbook that the application exported, changed in Excel and dropped again, compared field by field with what it was and with what the record says now; it writes nothing."""
