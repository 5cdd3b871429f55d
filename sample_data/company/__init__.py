"""The made-up company: its clients, sales, payments and exchanges, drawn from one seed; it reads no file and imports nothing of the application."""
