"""PostgreSQL and Valkey, ours or those that the environment names."""

import os
from pathlib import Path

from launcher import processes, valkey
from launcher.home import Home
from launcher.postgres import Postgres
from launcher.processes import Child
from launcher.venv import Environment

# How the schema's owner reaches the database: not for processes that serve people.
OWNER_ONLY = "DATABASE_OWNER_URL"


class Services:
    """What every process of the platform needs before it can start."""

    def __init__(self, home: Home, venv: Environment, *, throwaway: bool = False) -> None:
        self._home = home
        self._venv = venv
        self._throwaway = throwaway
        self.children: list[Child] = []
        self.environment: dict[str, str] = {}
        # Where things done once for this database are noted; None for a database that is not
        # ours, which may be another one tomorrow under the same address.
        self.database_folder: Path | None = None

    def start(self) -> None:
        """Start what ``DATABASE_URL`` and ``REDIS_URL`` do not name, and describe all of it.

        Raises:
            ServiceFailed: one of them does not start.
        """
        packages = self._venv.packages
        suffix = "-test" if self._throwaway else ""
        described = {
            name: value for name, value in self._home.secrets().items() if "PASSWORD" not in name
        }
        described["DJANGO_SETTINGS_MODULE"] = "config.settings.development"
        # Whoever starts us may have decided any of it.
        described.update(os.environ)
        described["LOANWRIGHT_HOME"] = str(self._home.path)
        if not os.environ.get("REDIS_URL"):
            cache = valkey.start(
                self._home,
                folder=self._home.path / f"valkey{suffix}",
                packages=packages,
                throwaway=self._throwaway,
            )
            self.children.append(cache.child)
            described["REDIS_URL"] = cache.url
        if not os.environ.get("DATABASE_URL"):
            postgres = Postgres(
                self._home,
                folder=self._home.path / "postgres" / ("test" if self._throwaway else "main"),
                packages=packages,
                throwaway=self._throwaway,
            )
            database = postgres.start()
            self.children.append(database.child)
            self.database_folder = postgres.folder
            described["DATABASE_URL"] = database.url
            described[OWNER_ONLY] = database.owner_url
        self.environment = described

    def for_serving(self, **more: str) -> dict[str, str]:
        """Return the environment of a process that must not be able to change the schema."""
        return {**{k: v for k, v in self.environment.items() if k != OWNER_ONLY}, **more}

    def for_publishing(self) -> dict[str, str]:
        """Return what another process needs to use these services, without our terminal's rest."""
        return {
            name: value
            for name, value in self.environment.items()
            if name.startswith("LOANWRIGHT_")
            or name.endswith("_URL")
            or name == "DJANGO_SETTINGS_MODULE"
        }

    def stop(self) -> None:
        """Stop what was started here."""
        processes.stop(self.children)
        self.children = []
