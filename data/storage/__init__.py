"""Series on disk: Parquet files, merged by time, each with its quality report."""
