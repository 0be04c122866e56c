"""The institution's own certificate authority and the certificate of its seal.

Made once per installation. A lender that buys its certificate from a licensed authority (CFCA and the like) puts that
PKCS#12 file in the place of ours and the authority's certificate among the trust roots: nothing else changes.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID, ObjectIdentifier
from pyhanko.sign.signers import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from core.documents.errors import SigningKeyUnusable

AUTHORITY_YEARS = 20
SEAL_YEARS = 5
DAYS_PER_YEAR = 365
# X.509 lets a common name have 64 bytes; a Chinese company name may need more and stands whole in the organisation.
COMMON_NAME_BYTES_MAX = 64
PRIVATE_MODE = 0o600
DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336


@dataclass(frozen=True, kw_only=True)
class KeyFiles:
    """Where the keys lie: two encrypted PKCS#12 files, and the authority's certificate for everybody (PEM)."""

    authority: Path
    seal: Path
    trust_root: Path


@dataclass(frozen=True)
class SigningKey:
    """A certificate with its private key; load once and keep, opening the file costs more than a signature."""

    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]

    @property
    def owner(self) -> str:
        return owner_of(self.certificate)

    @property
    def serial(self) -> str:
        return f"{self.certificate.serial_number:X}"

    @cached_property
    def signer(self) -> SimpleSigner:
        store = SimpleCertificateStore.from_certs(  # type: ignore[no-untyped-call]
            map(as_asn1, self.chain)
        )
        private = self.key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return SimpleSigner(
            signing_cert=as_asn1(self.certificate),
            signing_key=asn1_keys.PrivateKeyInfo.load(private),
            cert_registry=store,
            # A checker has its own trust roots; a copy in the file would be bytes that nothing protects.
            embed_roots=False,
        )


def create_institution_keys(
    *, files: KeyFiles, institution: str, passphrase: str, at: datetime
) -> SigningKey:
    """Make the authority and the seal's certificate for ``institution``, valid from ``at``.

    Raises:
        SigningKeyUnusable: a file is there already (keys are never overwritten), or the passphrase is empty.
    """
    if not passphrase:
        raise SigningKeyUnusable(reason="the passphrase is empty")
    taken = [path.name for path in (files.authority, files.seal, files.trust_root) if path.exists()]
    if taken:
        raise SigningKeyUnusable(reason=f"{', '.join(taken)} exists already")

    authority_key = ec.generate_private_key(ec.SECP256R1())
    authority = _authority_certificate(key=authority_key, institution=institution, at=at)
    seal_key = ec.generate_private_key(ec.SECP256R1())
    seal = _seal_certificate(
        key=seal_key,
        institution=institution,
        at=at,
        authority=authority,
        authority_key=authority_key,
    )
    encryption = serialization.BestAvailableEncryption(passphrase.encode())
    _write_new(
        files.authority,
        pkcs12.serialize_key_and_certificates(
            b"authority", authority_key, authority, None, encryption
        ),
    )
    _write_new(
        files.seal,
        pkcs12.serialize_key_and_certificates(b"seal", seal_key, seal, [authority], encryption),
    )
    _write_new(files.trust_root, authority.public_bytes(serialization.Encoding.PEM), mode=0o644)
    return SigningKey(seal_key, seal, (authority,))


def load_signing_key(*, path: Path, passphrase: str) -> SigningKey:
    """Open the seal's PKCS#12 file.

    Raises:
        SigningKeyUnusable: no such file, readable by others, wrong passphrase, or not a key of a kind we sign with.
    """
    try:
        content = path.read_bytes()
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError as error:
        raise SigningKeyUnusable(reason=f"{path.name} cannot be read") from error
    if mode & 0o077:
        raise SigningKeyUnusable(reason=f"{path.name} is open to others (mode {mode:o})")
    try:
        opened = pkcs12.load_pkcs12(content, passphrase.encode())
    except ValueError as error:
        raise SigningKeyUnusable(
            reason=f"{path.name} does not open with this passphrase"
        ) from error
    if opened.cert is None or not isinstance(
        opened.key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    ):
        raise SigningKeyUnusable(reason=f"{path.name} holds no elliptic-curve or RSA key")
    chain = tuple(entry.certificate for entry in opened.additional_certs)
    return SigningKey(opened.key, opened.cert.certificate, chain)


def load_trust_roots(paths: Iterable[Path]) -> tuple[x509.Certificate, ...]:
    """Certificates (PEM, several a file allowed) that verification trusts.

    Raises:
        SigningKeyUnusable: a file is missing or holds no certificate.
    """
    roots: list[x509.Certificate] = []
    for path in paths:
        try:
            roots.extend(x509.load_pem_x509_certificates(path.read_bytes()))
        except (OSError, ValueError) as error:
            raise SigningKeyUnusable(reason=f"{path.name} holds no certificate") from error
    return tuple(roots)


def owner_of(certificate: x509.Certificate) -> str:
    """The organisation that a certificate speaks for, or its common name when it names none."""
    for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        for attribute in certificate.subject.get_attributes_for_oid(oid):
            return str(attribute.value)
    return certificate.subject.rfc4514_string()


def as_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _name(institution: str, suffix: str) -> x509.Name:
    room = COMMON_NAME_BYTES_MAX - len(suffix.encode())
    common = institution.encode()[:room].decode(errors="ignore") + suffix
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, institution),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _key_usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _authority_certificate(
    *, key: ec.EllipticCurvePrivateKey, institution: str, at: datetime
) -> x509.Certificate:
    name = _name(institution, " CA")
    public = key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at)
        .not_valid_after(at + timedelta(days=AUTHORITY_YEARS * DAYS_PER_YEAR))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(authority=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
    )


def _seal_certificate(
    *,
    key: ec.EllipticCurvePrivateKey,
    institution: str,
    at: datetime,
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    public = key.public_key()
    authority_public = authority_key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(_name(institution, ""))
        .issuer_name(authority.subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at)
        .not_valid_after(at + timedelta(days=SEAL_YEARS * DAYS_PER_YEAR))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(authority=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_public), critical=False
        )
        .sign(authority_key, hashes.SHA256())
    )


def _write_new(path: Path, content: bytes, *, mode: int = PRIVATE_MODE) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
