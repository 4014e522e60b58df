"""A form with questions in a real browser: what no answer leads to is out of sight."""

from pathlib import Path

from playwright.sync_api import Page

from dev import ROOT

SCRIPT = Path(ROOT / "forumapp/static/questions.js")
FORM = """
<form>
  <input type="radio" name="question_1" value="yes" id="yes">
  <input type="radio" name="question_1" value="no" id="no">
  <div id="second" data-shown-if="question_1" data-shown-if-values="yes"><p data-condition>Only if yes</p>
    <select name="question_2" id="which"><option value=""></option><option value="a"></option></select></div>
  <div id="third" data-shown-if="question_2" data-shown-if-values="a b"><input name="question_3"></div>
  <input type="checkbox" name="question_4" value="yes" data-consent="1" id="agreed">
  <div id="fifth" data-shown-if="question_4" data-shown-if-values="no"><input name="question_5"></div>
</form>
<form>
  <input type="radio" name="question_1" value="yes" checked>
  <div id="other" data-shown-if="question_1" data-shown-if-values="yes"></div>
</form>
"""


def shown(page: Page) -> list[str]:
    return page.eval_on_selector_all(
        "[data-shown-if]",
        "all => all.filter(each => !each.closest('[hidden]')).map(each => each.id)",
    )


def test_a_question_appears_with_the_answer_that_leads_to_it_and_goes_with_it(page: Page):
    page.set_content(FORM)
    page.add_script_tag(content=SCRIPT.read_text(), type="module")
    page.wait_for_selector("#second", state="hidden")
    assert shown(page) == ["fifth", "other"]
    page.check("#yes")
    assert shown(page) == ["second", "fifth", "other"]
    page.select_option("#which", "a")
    page.check("#agreed")
    assert shown(page) == ["second", "third", "other"]
    assert not page.is_visible("[data-condition]")
    page.check("#no")
    assert shown(page) == ["other"]
