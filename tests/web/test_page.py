"""The page at `/` in a real browser: what it shows, what it marks, and what it must never do."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect, sync_playwright

from app.drafting import Tools
from app.main import create_app
from app.settings import Settings

NEEDY = "Hey 😀 please please give me one more chance"
NEEDY_WORDS = "please please give me one more chance"
IN_CRISIS = "nobody else is up. i keep thinking about killing myself"
PHONE, NARROW = {"width": 390, "height": 844}, {"width": 320, "height": 640}
WATCH_POLICY = """
  window.violations = [];
  document.addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective));
"""
STORED = "[localStorage.length, sessionStorage.length, document.cookie]"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not installed (Debian package: chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def origin(browser: Browser, tools: Tools) -> Iterator[str]:
    """The real application on a free port."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(Settings(), tools), log_config=None, ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listener.close()


@dataclass
class Visit:
    """One visit to the page, with everything it asked for and complained about."""

    page: Page
    origin: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, part: str = "write") -> Page:
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        self.page.add_init_script(WATCH_POLICY)
        self.page.goto(f"{self.origin}/#{part}")
        return self.page

    def assert_clean(self) -> None:
        """Nothing left this origin, nothing failed, nothing was kept."""
        assert [url for url in self.asked if not url.startswith(f"{self.origin}/")] == []
        # A browser writes a line of its own for every 4xx answer.
        assert [line for line in self.complaints if "the server responded with a status of 422" not in line] == []
        assert self.page.evaluate("window.violations") == []
        assert self.page.evaluate(STORED) == [0, 0, ""]
        assert self.page.context.cookies() == []


@pytest.fixture(scope="module")
def phone(browser: Browser) -> BrowserContext:
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce")
    context.set_default_timeout(5000)
    return context


@pytest.fixture
def visit(phone: BrowserContext, origin: str) -> Iterator[Visit]:
    visit = Visit(phone.new_page(), origin)
    yield visit
    visit.assert_clean()
    visit.page.close()


def ask_for_drafts(page: Page, name: str = "Anna") -> None:
    page.locator("#w-name").fill(name)
    page.locator("#w-name").press("Enter")


def check(page: Page, text: str) -> Locator:
    """Check a text with the button; answers the list of its flags."""
    page.get_by_label("Your text").fill(text)
    with page.expect_response("**/v1/reviews"):
        page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("#check-result .verdict")).to_be_visible()
    expect(page.locator("#check-result h3").first).to_be_focused()
    return page.locator(".flag")


def top_of(locator: Locator) -> float:
    box = locator.bounding_box()
    assert box is not None
    return box["y"]


def test_a_name_alone_is_sent_and_brings_advice_and_then_drafts(visit: Visit) -> None:
    page = visit.open()
    with page.expect_request("**/v1/drafts") as sent:
        ask_for_drafts(page)
    body = sent.value.post_data_json
    assert body.pop("today")
    assert body == {"recipient": {"name": "Anna"}, "stage": "first_contact", "country": None}
    advice, drafts = page.locator(".advice"), page.locator(".draft")
    expect(page.get_by_role("heading", name="Think it over first")).to_be_focused()
    expect(drafts).to_have_count(3)
    assert top_of(advice) < top_of(drafts.first)
    assert "%" not in advice.inner_text()
    href = drafts.first.get_by_role("link", name="Open in messages").get_attribute("href")
    assert href is not None
    assert href.startswith("sms:?&body=")
    assert "+" not in href
    assert " " not in href


def test_a_question_leads_to_its_field(visit: Visit) -> None:
    page = visit.open()
    ask_for_drafts(page)
    page.get_by_role("button", name="How many weeks is it since").click()
    expect(page.get_by_label("Weeks since either of you last wrote")).to_be_focused()


def test_more_drafts_are_others(visit: Visit) -> None:
    page = visit.open()
    ask_for_drafts(page)
    expect(page.locator(".draft")).to_have_count(3)
    with page.expect_request("**/v1/drafts") as sent:
        page.get_by_role("button", name="More drafts").click()
    assert len(sent.value.post_data_json["exclude_templates"]) == 3
    expect(page.locator(".draft").nth(3)).to_be_focused()
    texts = page.locator(".draft .message").all_inner_texts()
    assert len(set(texts)) == len(texts)


def test_a_no_brings_kind_words_and_no_drafts(visit: Visit) -> None:
    page = visit.open()
    page.get_by_text("Boundaries", exact=True).click()
    page.get_by_label("Have they blocked you?").select_option("Yes")
    ask_for_drafts(page)
    expect(page.get_by_role("heading", name="Better to let this one be")).to_be_visible()
    expect(page.locator(".advice")).to_contain_text("They blocked you.")
    expect(page.locator(".draft")).to_have_count(0)


def test_a_draft_moves_into_check_and_back_and_no_word_of_it_into_an_address(visit: Visit) -> None:
    page = visit.open()
    ask_for_drafts(page)
    text = page.locator(".draft .message").first.inner_text()
    page.get_by_role("button", name="Check it").first.click()
    expect(page.get_by_label("Your text")).to_have_value(text)
    expect(page.get_by_role("heading", name="Reads clear")).to_be_focused()
    assert page.url == f"{visit.origin}/#check"
    page.go_back()
    expect(page.locator(".draft").first).to_be_visible()
    others = {url.removeprefix(visit.origin) for url in visit.asked if "/static/" not in url}
    assert others == {"/", "/v1/templates", "/v1/drafts", "/v1/reviews"}


def test_a_draft_is_copied_or_left_selected(visit: Visit) -> None:
    page = visit.open()
    ask_for_drafts(page)
    text = page.locator(".draft .message").first.inner_text()
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_role("button", name="Copied").or_(page.get_by_role("button", name="Selected"))).to_be_visible()
    page.evaluate("document.querySelector('.draft .message').textContent = ''")
    page.locator("#w-changed").evaluate("field => { field.closest('details').open = true; field.focus(); }")
    page.keyboard.press("Control+v")
    assert page.locator("#w-changed").input_value() == text


def test_words_are_marked_while_typing_and_explained_on_check(visit: Visit) -> None:
    page = visit.open("check")
    marks = page.locator("#c-backdrop mark")
    with page.expect_request("**/v1/reviews") as sent:
        page.get_by_label("Your text").fill(NEEDY)
    assert sent.value.post_data_json["depth"] == "rules"
    assert sent.value.post_data_json["grammar"] is False
    expect(marks).to_have_text([NEEDY_WORDS])
    flags = check(page, NEEDY)
    expect(marks).to_have_text([NEEDY_WORDS])
    expect(flags).to_have_count(1)
    for part in ("Asks for another chance", NEEDY_WORDS, "Instead:"):
        expect(flags).to_contain_text(part)
    flags.get_by_role("button", name=NEEDY_WORDS).click()
    expect(page.get_by_label("Your text")).to_be_focused()
    assert page.evaluate("getSelection().toString()") == NEEDY_WORDS


def test_marks_lie_under_their_words(visit: Visit) -> None:
    page = visit.open("check")
    check(page, f"{'The choir did your favourite on Sunday. ' * 9}\n\n{NEEDY}\n")
    same = """() => {
      const [back, text] = [document.querySelector("#c-backdrop"), document.querySelector("#c-text")];
      const names = ["font", "letterSpacing", "lineHeight", "padding", "borderWidth", "whiteSpace", "overflowWrap"];
      const [one, other] = [getComputedStyle(back), getComputedStyle(text)];
      return [names.filter((name) => one[name] !== other[name]), back.clientWidth - text.clientWidth,
              back.offsetHeight - text.offsetHeight, text.scrollHeight - text.clientHeight];
    }"""
    assert page.evaluate(same) == [[], 0, 0, 0]


def test_marks_move_along_while_typing_before_them(visit: Visit) -> None:
    page = visit.open("check")
    check(page, NEEDY)
    page.route("**/v1/reviews", lambda _: None)  # no answer: what moves, moves by itself
    page.get_by_label("Your text").press("Control+Home")
    page.keyboard.type("Oh ")
    expect(page.locator("#c-backdrop mark")).to_have_text([NEEDY_WORDS])
    page.unroute_all()


def test_a_flag_is_hidden_by_its_fingerprint_and_shown_again(visit: Visit) -> None:
    page = visit.open("check")
    flags = check(page, NEEDY)
    with page.expect_request("**/v1/reviews") as sent:
        flags.get_by_role("button", name="Don't show this one again").click()
    assert len(sent.value.post_data_json["ignore"]) == 1
    expect(flags).to_have_count(0)
    page.get_by_role("button", name="Show again").click()
    expect(flags).to_have_count(1)


def test_a_replacement_a_rewrite_and_the_way_back(visit: Visit) -> None:
    page = visit.open("check")

    def with_offers(route: Route) -> None:
        answer: dict[str, Any] = route.fetch().json()
        for flag in answer["flags"]:
            flag["replacement"] = ""
        answer["rewrite"] = "Hey, the choir was good." if answer["flags"] else None
        route.fulfill(json=answer)

    page.route("**/v1/reviews", with_offers)
    check(page, f"{NEEDY}.")
    page.get_by_role("button", name="Cut these words").click()
    text = page.get_by_label("Your text")
    expect(text).to_have_value("Hey 😀.")
    page.get_by_role("button", name="Undo last change").click()
    expect(text).to_have_value(f"{NEEDY}.")
    page.get_by_role("button", name="Use this").click()
    expect(text).to_have_value("Hey, the choir was good.")
    expect(page.get_by_role("heading", name="Reads clear")).to_be_focused()


def test_help_stands_before_everything_and_nothing_is_called_a_fault(visit: Visit) -> None:
    page = visit.open("check")
    check(page, IN_CRISIS)
    support = page.locator("#check-result > :first-child")
    expect(support).to_contain_text("You don't have to carry this alone.")
    expect(page.get_by_role("heading", name="The text can wait")).to_be_visible()
    expect(page.locator("#check-result .strong, #c-backdrop .strong")).to_have_count(0)
    support.get_by_role("combobox").select_option("GB")
    expect(page.get_by_role("link", name="116 123")).to_have_attribute("href", "tel:116123")


def test_bad_fields_are_marked_and_the_first_is_gone_to(visit: Visit) -> None:
    page = visit.open()
    ask_for_drafts(page, "  ")
    expect(page.get_by_label("Their name")).to_have_accessible_description(
        "Please add a name; the text is written to it."
    )
    page.get_by_label("One real thing to write about").select_option("belonging")
    page.get_by_label("What exactly?").fill("her  blue jumper")
    ask_for_drafts(page, "A" * 61)
    name, detail = page.get_by_label("Their name"), page.get_by_label("What exactly?")
    expect(name).to_be_focused()
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(name).to_have_accessible_description("Please use at most 60 characters.")
    ask_for_drafts(page)
    expect(detail).to_be_focused()
    expect(page.locator(f"#{detail.get_attribute('id')}-error")).to_contain_text("“her”: Speaks of them in the third")
    expect(page.locator("[aria-invalid]")).to_have_count(1)


def test_words_of_danger_bring_help_even_where_they_are_refused(visit: Visit) -> None:
    page = visit.open()
    page.locator("#write-form").get_by_text("They brought up what I did").click()
    page.locator("[data-pointer='/mistake']").fill("want to kill myself")
    ask_for_drafts(page)
    expect(page.locator(".support")).to_contain_text("You don't have to carry this alone")


def test_a_lost_server_is_said(visit: Visit) -> None:
    page = visit.open()
    page.route("**/v1/drafts", lambda route: route.abort())
    ask_for_drafts(page)
    expect(page.get_by_role("alert").filter(has_text="can't be reached")).to_be_visible()
    visit.complaints = [line for line in visit.complaints if "ERR_FAILED" not in line]


def test_nothing_scrolls_sideways_on_a_narrow_phone_and_targets_are_large(visit: Visit) -> None:
    page = visit.open()
    page.set_viewport_size(NARROW)
    page.locator("summary").evaluate_all("all => all.forEach((summary) => summary.click())")
    page.get_by_label("One real thing to write about").select_option("place")
    page.get_by_label("What exactly?").fill("the ramen place on Mill Road")
    ask_for_drafts(page, "Wolfeschlegelsteinhausenbergerdorff")
    expect(page.locator(".draft").first).to_be_visible()
    assert_fits(page)
    page.get_by_role("link", name="Check", exact=True).click()
    check(page, f"{NEEDY} {'a' * 80}")
    assert_fits(page)


def assert_fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    small = """all => all.filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44)
                         .map((one) => one.outerHTML)"""
    assert page.locator("button, select, textarea, summary, nav a, .button, .pill, .choice").evaluate_all(small) == []


def test_axe_finds_nothing_serious_in_light_and_dark(visit: Visit) -> None:
    page = visit.open()
    page.locator("summary").evaluate_all("all => all.forEach((summary) => summary.click())")
    page.get_by_label("What is it that you miss?").select_option("unsure")
    page.get_by_label("What was it like, on your side?").select_option("messy")
    page.get_by_label("How many weeks ago was that?").fill("2")
    ask_for_drafts(page)
    expect(page.locator(".draft").first).to_be_visible()
    ask_for_drafts(page, "A" * 61)
    expect(page.locator("[aria-invalid]")).to_have_count(1)
    assert_nothing_grave(page)
    page.get_by_role("link", name="Check", exact=True).click()
    check(page, f"Hey babe, i should of told you. {NEEDY}. Been thinking about you. {IN_CRISIS}")
    assert_nothing_grave(page)


def assert_nothing_grave(page: Page) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        grave = [
            f"{found['id']}: {node['html']}"
            for found in Axe().run(page).response["violations"]
            if found["impact"] in ("serious", "critical")
            for node in found["nodes"]
        ]
        assert grave == [], scheme
