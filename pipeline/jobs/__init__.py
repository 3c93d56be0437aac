"""Background jobs: processes from a fork server, the slots they wait for, and the progress they report."""
