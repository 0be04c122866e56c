"""The demo: a small believable book, lived through the same services as a real one."""
