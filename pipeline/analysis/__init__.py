"""Analyses of one method or several: running them, and events, confidence, CSV files and money from their scores."""
