"""A browser that reports every fault: errors of scripts, broken resources, violations of the CSP."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response
from werkzeug.routing import Map

from forumapp import create_app
from tests.conftest import Databases, settings_for_tests
from tests.journeys.crowd import NO_LIMITS
from tests.served import MailPeer, Served

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
def browse(browser: Browser) -> Iterator[Browse]:
    """`browse(served)` is a new person's tab; `browse(served, PHONE, locale="zh-CN")` one on a phone.

    At the end nothing may have gone wrong in any of them.
    """
    faults: list[str] = []
    contexts = []

    def open_tab(served: Served, viewport: dict[str, int] = DESK, **options: Any) -> Page:
        contexts.append(browser.new_context(base_url=served.url, viewport=viewport, **options))
        page = contexts[-1].new_page()
        page.set_default_timeout(10_000)
        watch(page, faults)
        return page

    yield open_tab
    for context in contexts:
        context.close()
    assert "\n".join(faults) == ""


@pytest.fixture(scope="session")
def routes(tmp_path_factory: pytest.TempPathFactory) -> Map:
    """Every address of the program."""
    return create_app(settings_for_tests("sqlite://", tmp_path_factory.mktemp("routes"))).url_map


@pytest.fixture(scope="module")
def demonstrated(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """The program served with its demonstration, on SQLite."""
    smtp = MailPeer()
    smtp.start()
    running = Served(
        databases.make_migrated("sqlite"),
        tmp_path_factory.mktemp("demonstration") / "data",
        smtp,
        **NO_LIMITS,
    )
    running.flask("load-demonstration")
    running.start()
    yield running
    running.stop()
    smtp.stop()
    assert running.tracebacks() == ""
