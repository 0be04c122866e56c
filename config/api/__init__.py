"""The root of the REST API: what all operations have in common."""
