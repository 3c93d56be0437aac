"""From anomalous readings to their causes: what was expected before, where it began and ended, where it came back."""
