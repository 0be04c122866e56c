"""The identity authority as the platform asks it."""
