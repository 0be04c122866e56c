"""``python -m sandbox --port N --state DIR``: runs until SIGINT or SIGTERM, then exits 0."""

from __future__ import annotations

import argparse
import fcntl
import logging
import os
import pathlib
import signal
import sqlite3
import sys
import threading
import urllib.parse

from sandbox.config import Config
from sandbox.server import serve


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="0 takes any free port")
    parser.add_argument("--state", type=pathlib.Path, required=True, help="folder for its memory")
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address")
    parser.add_argument("--public-url", help="address of the sandbox as a browser sees it")
    paces = ("settle", "late", "hang", "slow", "retry")
    for pace in paces:
        parser.add_argument(
            f"--{pace}-seconds", type=float, default=getattr(Config, f"{pace}_seconds")
        )
    parser.add_argument("--verbose", action="store_true")
    return parser.parse_args()


def _config(arguments: argparse.Namespace) -> Config:
    """Raises ValueError with a line that says what would be right."""
    secret = os.environ.get("SANDBOX_BANK_SECRET", "")
    if len(secret) < 16:
        raise ValueError("SANDBOX_BANK_SECRET must be set in the environment (16 characters up)")
    callback_url = os.environ.get("SANDBOX_CALLBACK_URL") or None
    if callback_url and urllib.parse.urlsplit(callback_url).scheme not in ("http", "https"):
        raise ValueError("SANDBOX_CALLBACK_URL must be an http or https address")
    if not 0 <= arguments.port <= 65535:
        raise ValueError("--port must be from 0 to 65535")
    paces = {name: value for name, value in vars(arguments).items() if name.endswith("_seconds")}
    return Config(
        state=arguments.state,
        host=arguments.host,
        port=arguments.port,
        public_url=arguments.public_url,
        bank_secret=secret,
        bank_key_id=os.environ.get("SANDBOX_BANK_KEY_ID") or Config.bank_key_id,
        api_key=os.environ.get("SANDBOX_API_KEY") or None,
        callback_url=callback_url,
        **paces,
    )


def main() -> int:
    arguments = _arguments()
    logging.basicConfig(level=logging.INFO if arguments.verbose else logging.WARNING)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        config = _config(arguments)
        config.state.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (config.state / "sandbox.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ValueError(f"another sandbox runs on the state in {config.state}") from error
        server = serve(config)
    except (ValueError, OSError, sqlite3.Error) as error:
        sys.stderr.write(f"sandbox: {error}\n")
        return 2
    sys.stdout.write(f"sandbox ready: {server.url}/\n")
    sys.stdout.flush()
    stop.wait()
    server.stop()
    lock.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
