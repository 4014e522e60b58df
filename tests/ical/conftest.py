"""The reader that lives in a browser."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.ical.readers import Read, install_ical_js, read_with_ical_js


@pytest.fixture(scope="session")
def ical_js(browser: Browser) -> Iterator[Callable[[bytes], list[Read]]]:
    """Thunderbird's reader: calendar bytes in, what it understood out."""
    page = browser.new_page()
    install_ical_js(page)
    yield lambda calendar: read_with_ical_js(page, calendar)
    page.close()
