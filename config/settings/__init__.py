"""Settings by the kind of installation; choose one with ``DJANGO_SETTINGS_MODULE``.

``development``  what ``./run`` starts: the sandbox stands in for banks and authorities.
``production``   a real lender: every secret and address comes from the environment.
``test``         the test suite.
"""
