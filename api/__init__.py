"""The REST service: ``/predict``, ``/api/v1`` and a page that documents them."""
