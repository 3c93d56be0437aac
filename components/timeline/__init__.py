"""The timeline: its layout, and what is packed for the browser to draw."""
