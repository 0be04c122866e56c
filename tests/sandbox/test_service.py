"""The service around the services: faults on demand, limits, keys, restarts, the index page."""

from __future__ import annotations

import os
import pathlib
import signal
import socket
import subprocess
import sys
import time

import pytest

from accounts.identity.client import IdentityClient, IdentityRefused, IdentityUnavailable
from lending.rails.bank_client import BankClient
from lending.rails.errors import BankOutcomeUnknown, BankReferenceUnknown, BankUnreachable
from lending.rails.types import MovementState
from sandbox.bank.magic import BEHAVIOURS
from sandbox.bureau import MAGIC_SEQUENCES
from sandbox.identity import MAGIC_NAMES
from sandbox.server import SandboxServer, serve
from tests.sandbox.conftest import DAY
from tests.sandbox.people import resident_id
from tests.sandbox.platform_stub import KEY_ID, SECRET, eventually

ROOT = pathlib.Path(__file__).parents[2]


def test_is_healthy(http):
    assert http.get("/health").json() == {"status": "ok"}


def test_a_service_can_be_taken_down_for_some_requests(http, bank, reference, order):
    http.post("/control/bank", json={"mode": "down", "for_requests": 2})

    with pytest.raises(BankOutcomeUnknown):
        bank.send_payout(**order())
    with pytest.raises(BankUnreachable):
        bank.payout(reference=reference)

    with pytest.raises(BankReferenceUnknown):
        bank.payout(reference=reference)
    assert http.get("/control/bank").json()["mode"] == "ok"


def test_a_service_can_be_made_slow_and_well_again(http, bank, hasty_bank, reference, order):
    http.post("/control/bank", json={"mode": "slow"})
    with pytest.raises(BankOutcomeUnknown):
        hasty_bank.send_payout(**order())
    http.post("/control/bank", json={"mode": "ok"})

    eventually(lambda: bank.payout(reference=reference).state, MovementState.PAID)


def test_services_fail_one_by_one(http, sandbox, bank):
    http.post("/control/identity", json={"mode": "down"})
    client = IdentityClient(base_url=sandbox.url)
    try:
        with pytest.raises(IdentityUnavailable):
            client.check(name="王", resident_id=resident_id("123"))
        assert bank.check_account(number="6222020001", holder="王").is_match
    finally:
        http.post("/control/identity", json={"mode": "ok"})
        client.close()


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/control/bank", {"mode": "odd"}, 422),
        ("/control/bank", {"mode": "down", "for_requests": 0}, 422),
        ("/control/bank", {"mode": "down", "for_requests": True}, 422),
        ("/control/bank", {"mode": "slow", "seconds": -1}, 422),
        ("/control/moon", {"mode": "down"}, 404),
    ],
)
def test_refuses_odd_faults(http, path, body, status):
    answer = http.post(path, json=body)

    assert answer.status_code == status
    assert set(answer.json()["error"]) == {"code", "message", "field"}
    assert http.get("/control/bank").json()["mode"] == "ok"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b"\xff", 400),
        (b'{"name": NaN}', 400),
        (b"[" * 100_000, 400),
        (b'{"name": "\\ud800", "resident_id": "1"}', 422),
        (b'{"name": ["x"]}', 422),
        (b" " * 1_000_001, 413),
    ],
)
def test_bad_bodies_get_a_clear_answer(http, body, status):
    headers = {"Content-Type": "application/json"}

    answer = http.post("/identity/checks", content=body, headers=headers)

    assert answer.status_code == status
    assert answer.json()["error"]["code"]


def test_bad_requests_get_a_clear_answer(http):
    assert http.get("/nowhere").status_code == 404
    assert http.get("/identity/checks").status_code == 405
    assert http.delete("/bank/payouts").status_code == 405
    assert http.post("/identity/checks", data={"name": "x"}).status_code == 415
    chunked = http.post("/identity/checks", content=iter([b"{}"]))
    assert chunked.status_code == 411
    assert http.get("/health", headers={"Host": "evil.example"}).status_code == 403


def test_listens_on_this_machine_only(hurried, tmp_path):
    with pytest.raises(ValueError, match="--host"):
        SandboxServer(hurried(tmp_path, host="0.0.0.0"))


def test_an_api_key_is_asked_for_when_one_is_set(hurried, tmp_path):
    server = serve(hurried(tmp_path, api_key="the key"))
    with_key = IdentityClient(base_url=server.url, secret="the key")
    without = IdentityClient(base_url=server.url, secret="another")
    try:
        assert with_key.check(name="王", resident_id=resident_id("123")).outcome == "match"
        with pytest.raises(IdentityRefused):
            without.check(name="王", resident_id=resident_id("123"))
    finally:
        with_key.close()
        without.close()
        server.stop()


def test_index_and_docs_tell_every_magic_value(http):
    page = http.get("/").text
    docs = (ROOT / "docs" / "sandbox.md").read_text(encoding="utf-8")

    for ending, behaviour in BEHAVIOURS.items():
        assert f"…{ending}" in page
        assert f"`{ending}`" in docs
        assert behaviour.title.replace("'", "&#x27;") in page
    assert all(f"…{name}" in page and f"`{name}`" in docs for name in MAGIC_NAMES)
    assert all(f"9x{digit}" in page and f"`9x{digit}`" in docs for digit in MAGIC_SEQUENCES)


def test_undelivered_callbacks_survive_a_restart(hurried, tmp_path, platform, reference, order):
    lost = socket.socket()
    lost.bind(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{lost.getsockname()[1]}"
    server = serve(hurried(tmp_path, callback_url=address))
    with BankClient(base_url=server.url, key_id=KEY_ID, secret=SECRET) as bank:
        bank.send_payout(**order())
        eventually(lambda: bank.payout(reference=reference).state, MovementState.PAID)
    server.stop()
    lost.close()
    assert platform.events(reference) == []

    server = serve(hurried(tmp_path))
    try:
        assert platform.wait_for(reference)[0]["event"] == "payout.paid"
    finally:
        server.stop()


def _start(state: pathlib.Path, *extra: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "sandbox", "--port", "0", "--state", str(state), *extra],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "SANDBOX_BANK_SECRET": SECRET, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_process_remembers_over_a_restart_and_stops_cleanly(tmp_path, reference, order):
    for turn in (1, 2):
        process = _start(tmp_path / "state", "--settle-seconds", "0")
        assert process.stdout is not None
        url = process.stdout.readline().strip().removeprefix("sandbox ready: ")
        with BankClient(base_url=url, key_id=KEY_ID, secret=SECRET) as bank:
            if turn == 1:
                bank.send_payout(**order())
                second = _start(tmp_path / "state")
                assert second.wait(timeout=10) == 2
                assert "another sandbox runs" in second.communicate()[1]
            eventually(lambda bank=bank: bank.payout(reference=reference).paid_on, DAY)
        process.send_signal(signal.SIGTERM)
        stopped_at = time.monotonic()
        output, errors = process.communicate(timeout=10)
        assert (process.returncode, output, errors) == (0, "", "")
        assert time.monotonic() - stopped_at < 3
    assert (tmp_path / "state").stat().st_mode & 0o077 == 0


def test_a_wrong_start_is_one_clear_line(tmp_path):
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    taken.listen()
    runs = [
        _start(tmp_path / "a", SANDBOX_BANK_SECRET=""),
        _start(tmp_path / "b", "--host", "0.0.0.0"),
        _start(tmp_path / "c", "--port", str(taken.getsockname()[1])),
    ]
    for run, word in zip(runs, ("SANDBOX_BANK_SECRET", "--host", "in use"), strict=True):
        _, errors = run.communicate(timeout=10)
        assert run.returncode == 2
        assert word in errors
        assert len(errors.splitlines()) == 1
    taken.close()


def test_imports_nothing_of_the_platform():
    code = (
        "import sys, sandbox.server, sandbox.__main__;"
        "apps = {'core', 'accounts', 'products', 'lending', 'approvals', 'django', 'httpx'};"
        "sys.exit(sorted(apps & {name.partition('.')[0] for name in sys.modules}) != [])"
    )

    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
