"""The outside world in a box: bank, identity authority, credit bureau and SMS gateway over HTTP.

It imports nothing from the platform's apps and is reached as the real services would be.
"""
