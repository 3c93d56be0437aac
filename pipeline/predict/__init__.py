"""One reading at a time: the service behind ``/predict``, its contract, and the list of meters and methods."""
