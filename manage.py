#!/usr/bin/env python
"""Django's command line. ``./run manage COMMAND`` calls it with the services it needs."""

import os
import sys

# Only these change the schema; everything else runs as the role that owns no table.
OWNER_COMMANDS = {"migrate", "pgtrigger"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ.setdefault("LOANWRIGHT_DB_ROLE", "owner")
    # Django must not be imported before the environment says which settings it has.
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
