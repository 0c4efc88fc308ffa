"""Notices at the desk: written in every language, checked as they will be read, published once, changed, taken down."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.utils import timezone

from abonent.journal.actions import record
from abonent.journal.models import Event
from abonent.news import actions, queries
from abonent.news.models import Notice
from abonent.people.models import User
from tests import news, people
from tests.web.desk.notice_form import WRITE, change, typed
from tests.web.desk.reading import text

DAY = timedelta(days=1)


def test_a_notice_is_checked_in_every_language_before_it_is_told(clerk: Client) -> None:
    answer = clerk.post(WRITE, typed())

    page = text(answer)
    assert answer.status_code == 200
    assert all(f"Works on Monday ({code})" in page for code in ("pl", "uk", "en"))
    assert "From <strong>one</strong> to two (uk)." in page
    assert "/en/news/works-on-monday-pl/" in page
    assert not Notice.objects.exists()


def test_it_is_published_at_once_and_until_it_is_taken_down(clerk: Client, clerk_user: User) -> None:
    answer = clerk.post(WRITE, typed(confirm="1"))

    notice = Notice.objects.get()
    assert answer.headers["Location"] == f"/desk/news/?done=published&notice={notice.slug}"
    assert (notice.kind, notice.made_by, notice.shown.upper) == ("WORKS", clerk_user, None)
    assert notice.text["uk"] == "From **one** to two (uk)."
    assert list(queries.shown(timezone.now())) == [notice]
    assert list(Event.objects.values_list("kind", "by_id", "via")) == [("notice.published", clerk_user.pk, "desk")]
    assert "The notice is published" in text(clerk.get(answer.headers["Location"]))


def test_times_are_those_of_the_operators_clocks(clerk: Client) -> None:
    clerk.post(WRITE, typed(confirm="1", since="2036-07-01T08:00", until="2036-12-01T08:00"))

    shown = Notice.objects.get().shown
    assert shown.lower == datetime(2036, 7, 1, 6, 0, tzinfo=UTC)
    assert shown.upper == datetime(2036, 12, 1, 7, 0, tzinfo=UTC)


def test_a_double_click_tells_it_once(clerk: Client) -> None:
    first = clerk.post(WRITE, typed(confirm="1"))
    again = clerk.post(WRITE, typed(confirm="1"))

    assert again.headers["Location"] == first.headers["Location"]
    assert (Notice.objects.count(), Event.objects.count()) == (1, 1)


def test_what_was_typed_comes_back_through_the_check(clerk: Client) -> None:
    page = text(clerk.post(WRITE, typed(edit="1", text_pl="Line\r\n\r\n<b>line</b>", until="2036-12-01T08:00")))

    assert "Line &lt;b&gt;line&lt;/b&gt;</textarea>" in page
    assert 'value="2036-12-01T08:00"' in page
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"title_uk": " "}, "The title is missing (Українська)."),
        ({"lead_pl": ""}, "The lead is missing (Polski)."),
        ({"kind": "GOSSIP"}, "Please choose a kind."),
        ({"until": "2020-01-01T10:00"}, "The end has to come after the beginning."),
        ({"since": "2020-01-01T10:00", "until": "2020-02-01T10:00"}, "This end is over already"),
        ({"since": "tomorrow"}, "Please give a day and a time"),
        ({"since": "2026-11-27T08:00+05:00"}, "Please give a day and a time"),
        ({"since": "2027-03-28T02:30"}, "Our clocks skip this time"),
        ({"since": "0001-01-01T00:00"}, "Please give a day and a time"),
        ({"slug": "Not A Slug"}, "small letters without accents"),
        ({"slug": "a" * 81}, "at most 80 characters"),
        ({"title_pl": "…"}, "No address can be made of this title"),
        ({"text_en": "a\x07b"}, "no page can show"),
        ({"title_en": "x" * 161}, "At most 160 characters"),
        ({"text_en": "x" * 20_001}, "At most 20000 characters"),
    ],
)
def test_what_is_not_complete_is_not_published(clerk: Client, wrong: dict[str, str], told: str) -> None:
    answer = clerk.post(WRITE, typed(confirm="1", **wrong))

    page = text(answer)
    assert (answer.status_code, Notice.objects.count()) == (422, 0)
    assert told in page
    assert "There is no internet (en)." in page
    assert page.count("<title>Error: ") == 1


def test_markup_of_ones_own_is_shown_as_text(clerk: Client) -> None:
    page = text(clerk.post(WRITE, typed(text_en="<script>alert(1)</script> [x](javascript:alert(1))")))

    assert "<script>alert" not in page
    assert 'href="javascript' not in page


def test_an_address_that_is_taken_is_refused(clerk: Client) -> None:
    there = news.notice()

    for more in ({}, {"confirm": "1"}):
        answer = clerk.post(WRITE, typed(slug=there.slug, **more))
        assert answer.status_code == 422
        assert "Another notice has this address already." in text(answer)
    assert Notice.objects.count() == 1


def test_a_notice_is_changed_and_keeps_its_address(clerk: Client, clerk_user: User) -> None:
    made = news.notice()

    answer = clerk.post(change(made), typed(confirm="1", slug="another", seen=made.changed_at.isoformat()))

    made.refresh_from_db()
    assert answer.status_code == 302
    assert made.title["en"] == "Works on Monday (en)"
    assert made.shown.lower == people.NOON - DAY
    assert Notice.objects.count() == 1
    assert Event.objects.filter(kind="notice.changed", by_id=clerk_user.pk, via="desk").count() == 1


def test_the_form_of_a_notice_holds_what_it_tells(clerk: Client) -> None:
    page = text(clerk.get(change(news.notice("Old cabinets"))))

    assert 'value="Old cabinets (uk)"' in page
    assert 'value="2026-11-20T12:00"' in page


def test_a_double_click_changes_once_and_says_so(clerk: Client) -> None:
    made = news.notice()
    sent = typed(confirm="1", seen=made.changed_at.isoformat())

    answers = [clerk.post(change(made), sent)["Location"] for _ in range(2)]

    assert answers == [f"/desk/news/?done=changed&notice={made.slug}"] * 2
    assert Event.objects.filter(kind="notice.changed").count() == 1


def test_who_was_faster_is_told_though_letters_have_left_since(clerk: Client) -> None:
    made, other = news.notice(), people.staff("TECHNICIAN", "teresa")
    seen = made.changed_at.isoformat()
    actions.change(made, news.draft("By Teresa"), at=timezone.now(), by=other)
    record("notice.sent", at=timezone.now(), subject=f"notice:{made.pk}", via="clock")

    page = text(clerk.post(change(made), typed(confirm="1", seen=seen)))

    assert "Somebody was faster: Zofia Technician" in page


def test_the_second_of_two_is_told_who_was_faster_and_loses_nothing(clerk: Client) -> None:
    made, other = news.notice(), people.staff("TECHNICIAN", "teresa")
    seen = made.changed_at.isoformat()
    actions.change(made, news.draft("By Teresa"), at=timezone.now(), by=other)

    answer = clerk.post(change(made), typed(confirm="1", seen=seen))

    made.refresh_from_db()
    page = text(answer)
    assert answer.status_code == 409
    assert "Somebody was faster: Zofia Technician" in page
    assert "By Teresa (en)" in page
    assert "Works on Monday (en)" in page
    assert made.title["en"] == "By Teresa (en)"
    assert made.changed_at.isoformat() in page


def test_what_was_looked_at_has_to_be_said(clerk: Client) -> None:
    made = news.notice()

    answer = clerk.post(change(made), typed(confirm="1", seen="yesterday"))

    assert answer.status_code == 409


def test_a_notice_is_taken_down_and_can_be_shown_again(clerk: Client, clerk_user: User) -> None:
    made = news.notice()

    answer = clerk.post(f"{change(made)}down/")
    clerk.post(f"{change(made)}down/")

    made.refresh_from_db()
    assert answer.headers["Location"].startswith("/desk/news/?done=taken_down")
    assert made.shown == DateTimeTZRange(empty=True)
    assert Event.objects.filter(kind="notice.taken_down", by_id=clerk_user.pk, via="desk").count() == 1
    assert "Show again" in text(clerk.get(answer.headers["Location"]))
    assert clerk.post(change(made), typed(confirm="1", seen=made.changed_at.isoformat())).status_code == 302
    assert list(queries.shown(timezone.now())) == [made]


def test_the_list_says_what_is_shown_planned_and_over(technician: Client) -> None:
    now = timezone.now()
    news.notice("Now", since=now - DAY, until=now + DAY)
    news.notice("Planned", since=now + DAY)
    news.notice("Over", since=now - 2 * DAY, until=now - DAY)

    page = text(technician.get("/desk/news/"))

    parts = [page.partition(f'<h2 id="{word}">')[2].partition("</section>")[0] for word in ("now", "planned", "over")]
    assert ["Now (en)" in parts[0], "Planned (en)" in parts[1], "Over (en)" in parts[2]] == [True] * 3
    assert page.count("As everybody reads it") == 2


def test_with_nothing_to_tell_the_list_says_what_comes(technician: Client) -> None:
    assert "Nothing is shown" in text(technician.get("/desk/news/?done=gossip&notice=x"))
