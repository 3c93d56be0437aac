"""What every part of the page uses: ids, icons, dates, the request, and the sentence of a failure."""
