"""A user's own workbook as a template: what its cells are for, and the same workbook filled in with everything else in it kept."""
