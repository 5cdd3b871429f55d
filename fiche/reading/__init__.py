"""Reading any spreadsheet a manager drops, in a limited child process; it imports nothing by itself and types no value."""
