"""Analyses: run, of one method or several, with events, export and money made from their results."""
