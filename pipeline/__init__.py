"""What page, API and terminal share: analyses, jobs, caches, settings, and everything that is stored."""
