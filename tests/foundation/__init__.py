"""What every test stands on: databases, guards, live processes, a browser. Pytest plugins."""
