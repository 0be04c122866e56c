"""Pages of running loans: what is owed, paying it, ending it early, and the papers."""
