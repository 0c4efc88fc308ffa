"""News in a real browser: when and where of works are told beside their pictures, in the list as on the page."""

import secrets
from datetime import timedelta

from abonent.news.places import spots
from tests import news
from tests.browser import scenes
from tests.browser.conftest import Visit

BESIDE = """() => [...document.querySelectorAll(".news .reach li")].map(row => {
  const [picture, words] = [...row.children].map(each => each.getBoundingClientRect());
  return picture.right <= words.left && picture.bottom > words.top && getComputedStyle(row).borderTopWidth === "0px";
})"""


def test_in_the_list_of_news_a_picture_stands_beside_its_words(visit: Visit) -> None:
    now = scenes.now()
    news.notice(
        "Prace nocne",
        since=now - timedelta(days=2),
        slug=f"notice-{secrets.token_hex(6)}",
        kind="WORKS",
        places=spots("38-500 Sanok, ul. Polna"),
        happens=(now, now + timedelta(days=1)),
    )
    page = visit().go("/pl/news/")

    beside = page.evaluate(BESIDE)

    assert len(beside) >= 2
    assert all(beside)
