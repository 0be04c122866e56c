"""`create_staff USERNAME --full-name NAME --role ROLE`: a sign-in for staff."""

from __future__ import annotations

import json
import secrets
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from accounts.services import create_staff
from accounts.states import Role
from core.actors import System
from core.errors import LoanwrightError


class Command(BaseCommand):
    help = "Make a staff member's sign-in with one or more roles."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--full-name", required=True)
        parser.add_argument("--role", action="append", required=True, choices=list(Role.values))
        parser.add_argument(
            "--password-stdin",
            action="store_true",
            help="read the password from standard input; without it one is made and printed once",
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        is_given = options["password_stdin"]
        password = sys.stdin.readline().rstrip("\n") if is_given else secrets.token_urlsafe(15)
        try:
            user = create_staff(
                username=options["username"],
                password=password,
                full_name=options["full_name"],
                roles=options["role"],
                actor=System("command"),
            )
        except LoanwrightError as error:
            problems = "; ".join(f"{p.pointer[1:]}: {p.message}" for p in error.errors)
            self.stderr.write(problems or error.detail)
            sys.exit(2)
        told = {"username": user.username, "roles": sorted(options["role"])}
        if not is_given:
            told["password"] = password
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(f"{name}: {value}" for name, value in told.items()))
