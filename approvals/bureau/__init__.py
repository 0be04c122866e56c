"""The credit bureau as the platform asks it."""
