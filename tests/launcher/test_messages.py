"""Translations are compiled without the gettext tools."""

import gettext
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent
_SOURCE = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

msgid "Instalment"
msgstr "每期应还"

#, fuzzy
msgid "Guessed"
msgstr "猜的"
"""


def test_a_source_becomes_a_catalogue_without_its_guesses(tmp_path: Path) -> None:
    source = tmp_path / "django.po"
    source.write_text(_SOURCE, encoding="utf-8")
    script = REPOSITORY / "launcher" / "compile_messages.py"

    subprocess.run([sys.executable, str(script), str(source)], check=True)

    with (tmp_path / "django.mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    assert catalogue.gettext("Instalment") == "每期应还"
    assert catalogue.gettext("Guessed") == "Guessed"
