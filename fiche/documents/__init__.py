"""Pages to print, as PDF: one file per document, one engine for all; it computes no figure and writes no file."""
