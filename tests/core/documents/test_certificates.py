"""The seal's keys: made once, closed to others, opened by their passphrase."""

import stat
from datetime import UTC, datetime, timedelta

import pytest

from core.documents.certificates import (
    KeyFiles,
    create_institution_keys,
    load_signing_key,
    load_trust_roots,
)
from core.documents.errors import SigningKeyUnusable

AT = datetime(2026, 1, 1, tzinfo=UTC)
LONG_NAME = "中国某某省某某市某某区贷匠消费金融信息技术服务股份有限公司某某分公司"


@pytest.fixture
def files(tmp_path):
    return KeyFiles(
        authority=tmp_path / "keys" / "authority.p12",
        seal=tmp_path / "keys" / "seal.p12",
        trust_root=tmp_path / "keys" / "authority.pem",
    )


def make(files, **changes):
    facts = {"institution": "贷匠消费金融有限公司", "passphrase": "s3cret", "at": AT, **changes}
    return create_institution_keys(files=files, **facts)


def test_private_files_are_for_their_owner_alone(files):
    make(files)

    assert stat.S_IMODE(files.authority.stat().st_mode) == 0o600
    assert stat.S_IMODE(files.seal.stat().st_mode) == 0o600
    assert b"PRIVATE" not in files.trust_root.read_bytes()


def test_the_key_comes_back_with_its_passphrase(files):
    made = make(files)

    loaded = load_signing_key(path=files.seal, passphrase="s3cret")

    assert loaded.certificate == made.certificate
    assert loaded.owner == "贷匠消费金融有限公司"
    assert loaded.chain == load_trust_roots([files.trust_root])
    assert loaded.certificate.not_valid_after_utc - AT == timedelta(days=5 * 365)


def test_a_long_company_name_stands_whole(files):
    assert make(files, institution=LONG_NAME).owner == LONG_NAME


def test_keys_are_never_overwritten(files):
    make(files)
    before = files.seal.read_bytes()

    with pytest.raises(SigningKeyUnusable):
        make(files)

    assert files.seal.read_bytes() == before


def test_refuses_an_empty_passphrase(files):
    with pytest.raises(SigningKeyUnusable):
        make(files, passphrase="")

    assert not files.seal.exists()


def test_refuses_a_wrong_passphrase_an_open_file_and_no_file(files, tmp_path):
    make(files)

    with pytest.raises(SigningKeyUnusable):
        load_signing_key(path=files.seal, passphrase="other")
    files.seal.chmod(0o644)
    with pytest.raises(SigningKeyUnusable):
        load_signing_key(path=files.seal, passphrase="s3cret")
    with pytest.raises(SigningKeyUnusable):
        load_signing_key(path=tmp_path / "none.p12", passphrase="s3cret")


def test_refuses_a_trust_root_that_is_no_certificate(files):
    make(files)

    with pytest.raises(SigningKeyUnusable):
        load_trust_roots([files.seal])
