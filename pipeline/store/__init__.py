"""What is kept for good: readings, meters in SQL, and the demo."""
