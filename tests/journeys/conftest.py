"""A browser that reports every fault: errors of scripts, broken resources, violations of the CSP."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response

from tests.served import Served

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}

Browse = Callable[..., Page]


def watch(page: Page, faults: list[str]) -> None:
    def on_console(message: ConsoleMessage) -> None:
        # An answer such as 422 is judged by on_response; Chromium repeats it here.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            faults.append(f"{page.url}: {message.text}")

    def on_response(response: Response) -> None:
        is_page = response.request.resource_type in ("document", "xhr", "fetch")
        if response.status >= (500 if is_page else 400):
            faults.append(f"{page.url}: {response.status} for {response.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    page.on("response", on_response)
    page.on("crash", lambda: faults.append(f"{page.url}: the tab crashed"))


@pytest.fixture
def browse(browser: Browser, served: Served) -> Iterator[Browse]:
    """`browse()` is a new person's tab on the served program; `browse(PHONE, locale="zh-CN")` is one
    on a phone. At the end nothing may have gone wrong in any of them.
    """
    faults: list[str] = []
    contexts = []

    def open_tab(viewport: dict[str, int] = DESK, **options: Any) -> Page:
        contexts.append(browser.new_context(base_url=served.url, viewport=viewport, **options))
        page = contexts[-1].new_page()
        page.set_default_timeout(10_000)
        watch(page, faults)
        return page

    yield open_tab
    for context in contexts:
        context.close()
    assert faults == []
