"""Decision rules: a linted graph for zen-engine, a declared input schema and a scorecard.

Nothing in this package reads the database or the clock: the same rule set and inputs always give
the same verdict.
"""
