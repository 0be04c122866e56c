"""Documents people keep: rendered by typst from data, sealed as PDF signatures, checked by anybody.

No database here. A stage that issues a document owns its template and hands data to ``render_pdf``;
what it wants sealed goes through ``sign_pdf``; the public verification page asks ``verify_pdf``.
"""
