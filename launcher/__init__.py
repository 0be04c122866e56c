"""Starts everything Loanwright needs on a bare machine, and stops all of it again.

Standard library only: this runs before any environment exists.
"""
