"""A visit to the service by browser: what is shown, and what goes wrong on the way."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, Request


class Visit:
    """A page of the service in a window, and what went wrong while it loaded."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.page: Page = context.new_page()
        self.faults: list[str] = []
        self.page.on("console", lambda message: self._note(message.type, message.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", self._asked)
        self.page.on("response", lambda r: self._note_status(r.status, r.url))

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def _note(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.faults.append(text)

    def _note_status(self, status: int, url: str) -> None:
        if status >= 400:
            self.faults.append(f"{status} {url}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:")):
            self.faults.append(f"asks {request.url}")
