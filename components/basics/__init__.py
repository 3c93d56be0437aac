"""What every part of the page uses: ids, icons, dates, the request, and what a failure says."""
