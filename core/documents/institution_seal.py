"""The institution's own seal: made at first use of an installation, opened once a process."""

from __future__ import annotations

import fcntl
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from django.conf import settings

from core.documents.certificates import (
    KeyFiles,
    SigningKey,
    create_institution_keys,
    load_signing_key,
    load_trust_roots,
)


def key_files() -> KeyFiles:
    folder = Path(settings.LOANWRIGHT_SEAL_DIR)
    return KeyFiles(
        authority=folder / "authority.p12",
        seal=folder / "seal.p12",
        trust_root=folder / "trust-root.pem",
    )


def institution_seal(*, at: datetime) -> SigningKey:
    """The key that seals our documents; `at` dates it when it has to be made now.

    Raises SigningKeyUnusable: no passphrase is set, or the file does not open with it.
    """
    files = key_files()
    passphrase = settings.LOANWRIGHT_SEAL_PASSPHRASE
    if not files.seal.exists():
        _make(files, passphrase, at)
    return _opened(files.seal, passphrase)


def trust_roots(*, at: datetime) -> tuple[x509.Certificate, ...]:
    """What a verification of our own documents trusts."""
    institution_seal(at=at)
    return load_trust_roots([key_files().trust_root])


def _make(files: KeyFiles, passphrase: str, at: datetime) -> None:
    files.seal.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # One process makes the keys; the others wait and then find them.
    with open(files.seal.parent / "seal.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not files.seal.exists():
            create_institution_keys(
                files=files,
                institution=settings.LOANWRIGHT_INSTITUTION["name"],
                passphrase=passphrase,
                at=at,
            )


@lru_cache(maxsize=4)
def _opened(path: Path, passphrase: str) -> SigningKey:
    return load_signing_key(path=path, passphrase=passphrase)
