"""From events to words: what was going on around one, and the sentence a person reads."""
