"""What a meter should have read: forecasts of several kinds, and how readings are judged against them."""
