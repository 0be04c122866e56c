"""A real Chromium for journeys by page."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
_PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
_PHONE = {"width": 390, "height": 844}


def find_chromium() -> str | None:
    """Return the browser that ``LOANWRIGHT_CHROMIUM`` names, or one that is installed."""
    candidates = (os.environ.get("LOANWRIGHT_CHROMIUM"), *_PLACES)
    return next((path for path in candidates if path and shutil.which(path)), None)


@pytest.fixture
def chromium(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Return a browser for this test; skip where none is installed.

    Not for the session: its driver keeps an event loop running in this thread, and whatever test
    came next could run no loop of its own (signing a PDF does).
    """
    path = find_chromium()
    if path is None:
        pytest.skip(
            "No Chromium: install Debian's package 'chromium', "
            "or set LOANWRIGHT_CHROMIUM to the path of one."
        )
    from playwright.sync_api import sync_playwright

    # The driver keeps an event loop in this thread, which Django would take for async code.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()
        # Code that runs inside the driver's loop has connections of its own, which would outlive
        # the test's database.
        connections.close_all()


@pytest.fixture
def phone(chromium: Any) -> Iterator[Any]:
    """Return a page on a phone-sized screen of a Chinese reader, with no memory of others."""
    context = chromium.new_context(viewport=_PHONE, locale="zh-CN", has_touch=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def desk(chromium: Any) -> Iterator[Any]:
    """Return a page on an officer's screen."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    yield context.new_page()
    context.close()
