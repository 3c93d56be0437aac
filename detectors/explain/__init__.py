"""Events in words: a sentence with numbers, a hint, and money."""
