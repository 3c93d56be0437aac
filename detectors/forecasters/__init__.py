"""What a meter should have read: forecast models of several kinds, and how readings are scored against them."""
