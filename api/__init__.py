"""The REST door: ``/predict``, ``/api/v1`` and a page about them."""
