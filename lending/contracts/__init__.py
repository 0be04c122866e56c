"""The papers of a loan's birth: all-in cost statement and loan contract, from facts to PDF.

Pure: facts in, bytes out. Who may sign, when, and what is stored is the services' business.
"""
