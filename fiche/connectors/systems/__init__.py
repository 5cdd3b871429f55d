"""The systems that can be connected, one a file, found by scanning; each says what it is and does nothing by itself."""
