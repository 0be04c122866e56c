"""The text messages that the sandbox's phone has received."""

from __future__ import annotations

import json
import re
import urllib.parse
import urllib.request

from tests.foundation.live_services import wait_until


class Inbox:
    """Codes of one phone, each taken once."""

    def __init__(self, sandbox_url: str, phone: str) -> None:
        self.address = f"{sandbox_url}/sms/messages?{urllib.parse.urlencode({'to': phone})}"
        self.taken: set[str] = set()

    def texts(self) -> list[tuple[str, str]]:
        """Id and text of each message, newest first."""
        with urllib.request.urlopen(self.address) as answer:
            return [(row["id"], row["text"]) for row in json.load(answer)["messages"]]

    def code(self) -> str:
        """The newest code that was not taken yet; waits for it."""
        found: list[tuple[str, str]] = []

        def has_come() -> bool:
            for message, text in self.texts():
                code = re.search(r"(?<!\d)\d{6}(?!\d)", text)
                if code and message not in self.taken:
                    found.append((message, code.group()))
                    return True
            return False

        wait_until("a code by text message", has_come)
        message, code = found[0]
        self.taken.add(message)
        return code
