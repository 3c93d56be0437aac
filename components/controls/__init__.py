"""Controls: the choice of meter, dates, method and alarm level, also in the address."""
