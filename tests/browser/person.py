"""Somebody before a screen: what she does is said as people say it, by the words on the page."""

import os
import re
import shutil
from email.message import EmailMessage
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Playwright, expect

from tests.plugins.smtp import Sink

PATIENCE = 30_000
Words = str | re.Pattern[str]


def launch(playwright: Playwright) -> Browser:
    """The Chromium of the machine: ``CHROMIUM``, else the one on the path, else Playwright's own."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    return playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])


class Person:
    """A person with a browser of her own; whatever its console complains of is kept in ``complaints``."""

    def __init__(self, browser: Browser, home: str, *, width: int = 1440, **options: object) -> None:
        self.home = home
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": 900},
            accept_downloads=True,
            **options,  # type: ignore[arg-type]
        )
        self.context.set_default_timeout(PATIENCE)
        self.complaints: list[str] = []
        self.page: Page = self.context.new_page()
        self.context.on("console", self._hears)
        self.context.on("weberror", lambda said: self.complaints.append(str(said.error)))

    # --- what she does

    def opens(self, address: str) -> None:
        """Types an address, or follows one from a mail."""
        self.page.goto(address if "://" in address else self.home + address)

    def signs_in(self, email: str, password: str) -> None:
        """With e-mail and password, in whatever language the page speaks."""
        self.opens("/accounts/login/")
        self.page.fill("[name=login]", email)
        self.page.fill("[name=password]", password)
        self.page.press("[name=password]", "Enter")
        self.page.wait_for_url("**/t/**")

    def writes(self, label: Words, value: str) -> None:
        """Fills a field."""
        self._field(label).fill(value)

    def searches_the_list(self, words: str) -> None:
        """Types into the search box above a list and waits for the rows."""
        self.page.get_by_role("main").get_by_role("searchbox").fill(words)
        self.page.wait_for_url(f"**q={words}*")

    def chooses(self, label: str, option: str) -> None:
        """Picks from a list of choices."""
        self._field(label).select_option(label=option)

    def hands_over(self, label: str, *files: Path) -> None:
        """Gives files to a file field."""
        self._field(label).set_input_files(files)

    def presses(self, button: Words) -> None:
        """Presses a button, or a link that looks like one."""
        self._opens_the_menu_for(button)
        self._pressable(button).first.click()

    def goes_to(self, entry: Words) -> None:
        """Follows an entry of the menu."""
        self.page.get_by_role("navigation").get_by_role("link", name=entry).first.click()

    def follows(self, link: Words) -> None:
        """Follows a link of the page."""
        self._opens_the_menu_for(link)
        self.page.get_by_role("main").get_by_role("link", name=link).first.click()

    def speaks(self, language: str) -> None:
        """Switches the language in the frame: ``fr``, ``it`` or ``en``."""
        self.page.locator(".echeo-language").click()
        self.page.locator(f"button[name=language][value={language}]").click()
        self.page.locator(f"html[lang={language}]").wait_for(state="attached")

    def presses_in_the_frame(self, button: Words) -> None:
        """Presses a button of the top bar."""
        self.page.get_by_role("banner").get_by_role("button", name=button).click()

    def receives(self, post_office: Sink, address: str) -> EmailMessage:
        """Waits for the mail to an address, as soon as a worker has sent it."""
        for _ in range(150):
            for mail in post_office.mails:
                if address in str(mail["To"]):
                    return mail
            self.page.wait_for_timeout(200)
        raise AssertionError(f"No mail to {address} arrived.")

    def takes_back(self, status: str) -> int:
        """How often the browser complained of an answer that the story wanted; those are forgotten."""
        wanted = [each for each in self.complaints if f"status of {status}" in each]
        self.complaints = [each for each in self.complaints if each not in wanted]
        return len(wanted)

    # --- what she sees

    @property
    def title(self) -> str:
        """The heading of the page."""
        return self.page.locator("h1").first.inner_text()

    def reads(self, words: Words) -> Locator:
        """Sees words somewhere on the page, now or within a while."""
        found = self.page.get_by_text(words).locator("visible=true").first
        expect(found).to_be_visible(timeout=PATIENCE)
        return found

    def stands_before(self, heading: Words) -> None:
        """Is on the page with that heading."""
        expect(self.page.locator("h1").first).to_contain_text(heading, timeout=PATIENCE)

    def waits_for(self, words: Words, within: int = 60_000) -> None:
        """Until a page that looks after itself shows words."""
        expect(self.page.get_by_text(words).first).to_be_visible(timeout=within)

    def may_press(self, button: Words) -> bool:
        """Whether there is such a button."""
        self._opens_the_menu_for(button)
        return self._pressable(button).count() > 0

    def _hears(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.complaints.append(f"{said.text} ({said.location.get('url', '')})")

    def _field(self, label: Words) -> Locator:
        exact = re.compile(rf"^\s*{re.escape(label)}\s*\*?\s*$") if isinstance(label, str) else label
        return self.page.get_by_label(exact).first

    def _opens_the_menu_for(self, name: Words) -> None:
        """Less frequent actions of a page stand in a menu."""
        menu = self.page.locator("[data-more-actions][aria-expanded=false]")
        inside = self.page.locator("[data-more-actions] + .dropdown-menu").get_by_text(name)
        if menu.count() and inside.count() and not self._pressable(name).count():
            menu.click()

    def _pressable(self, name: Words) -> Locator:
        inside = self.page.get_by_role("main")
        root = inside if inside.count() else self.page.locator("body")
        return root.get_by_role("button", name=name).or_(root.get_by_role("link", name=name))
