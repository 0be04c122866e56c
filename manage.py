#!/usr/bin/env python
"""Django's command line. ``./run manage COMMAND`` calls it with the services it needs."""

import os
import sys
from typing import NoReturn

# Only these change the schema; everything else runs as the role that owns no table.
OWNER_COMMANDS = {"migrate", "pgtrigger"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ.setdefault("LOANWRIGHT_DB_ROLE", "owner")
    # Django must not be imported before the environment says which settings it has.
    from django.core.management import execute_from_command_line
    from django.core.management.base import CommandError, CommandParser

    def say_one_line(parser: CommandParser, message: str) -> NoReturn:
        """Bad input is told in one line, without the usage that nobody asked for."""
        if not parser.called_from_command_line:
            raise CommandError(f"Error: {message}")
        parser.exit(2, f"{message}; see {parser.prog} --help\n")

    CommandParser.error = say_one_line  # type: ignore[assignment, method-assign]
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
