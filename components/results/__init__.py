"""From a request to what is shown: the background job, its progress, and the answer."""
