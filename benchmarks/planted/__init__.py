"""Detection quality on real meters with planted faults: the meters, the methods compared with, and the trials."""
