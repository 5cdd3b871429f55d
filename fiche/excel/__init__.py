"""Excel out: workbooks made by patching a template's parts, blank models and plain tables; it reads no user's file and computes no indicator."""
