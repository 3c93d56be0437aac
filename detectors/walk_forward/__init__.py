"""The one walk through the days of a meter: what methods share in judging each day by the days before it."""
