"""One indicator a module, each declaring METRIC; found by scanning, listed nowhere."""
