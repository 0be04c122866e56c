"""The officers' desk put together: its site, its navigation by role."""
