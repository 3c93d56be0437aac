"""Changes of level that last: judged by days and weeks, beside the scores of single readings."""
