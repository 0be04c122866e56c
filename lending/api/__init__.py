"""Applications and contracts for partners."""
