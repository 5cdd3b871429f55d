"""One change of the tables a file, «r0001_…» and on: never altered once released; the latest is what a record is brought to."""
