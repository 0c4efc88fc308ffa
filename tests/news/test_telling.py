"""Notices: told for a time, in every language, changed, taken down."""

from dataclasses import replace
from typing import Any

import pytest

from abonent.journal.models import Event
from abonent.news import actions, queries
from abonent.news.models import Notice
from abonent.people.models import User
from tests.news import DAY, draft, notice
from tests.people import NOON


def events() -> list[tuple[str, str, int | None]]:
    return list(Event.objects.order_by("at", "id").values_list("kind", "subject", "by_id"))


def test_what_is_published_is_there_from_its_instant_until_its_end(db: None, olena: User) -> None:
    made = actions.publish(draft(since=NOON, until=NOON + DAY), at=NOON - DAY, by=olena)

    moments = [NOON - DAY, NOON, NOON + DAY / 2, NOON + DAY]
    assert [list(queries.shown(at)) for at in moments] == [[], [made], [made], []]
    assert [list(queries.earlier(at)) for at in moments] == [[], [], [], [made]]
    assert [queries.notice(made.slug, at=at) for at in moments] == [None, made, made, made]
    assert (made.made_at, made.changed_at, made.made_by) == (NOON - DAY, NOON - DAY, olena)
    assert events() == [("notice.published", f"notice:{made.pk}", olena.pk)]


def test_the_newest_stands_first_and_a_kind_can_be_asked_for(db: None) -> None:
    old, works, new = notice(since=NOON - 3 * DAY), notice(kind="WORKS", since=NOON - 2 * DAY), notice()

    assert list(queries.shown(NOON)) == [new, works, old]
    assert list(queries.shown(NOON, kind="WORKS")) == [works]


def test_trouble_in_force_is_outages_and_works_of_now(db: None) -> None:
    notice(), notice(kind="OFFER")
    notice(kind="OUTAGE", until=NOON)
    notice(kind="WORKS", since=NOON + DAY)
    works, outage = notice("Works", kind="WORKS"), notice("Outage", kind="OUTAGE")

    found = queries.in_force(at=NOON)

    assert [(each.slug, each.kind) for each in found] == [(outage.slug, "OUTAGE"), (works.slug, "WORKS")]
    assert found[0].title["uk"] == "Outage (uk)"
    assert found[0].lead["en"] == "It is about outage (en)."


def test_a_notice_that_is_changed_keeps_its_address(db: None, olena: User) -> None:
    made = notice("Works on Monday", kind="WORKS")

    changed = actions.change(made, draft("Works on Tuesday", kind="WORKS", slug="another"), at=NOON, by=olena)

    assert (changed.pk, changed.slug, changed.title["en"]) == (made.pk, made.slug, "Works on Tuesday (en)")
    assert (changed.made_at, changed.changed_at) == (made.made_at, NOON)
    assert events()[-1] == ("notice.changed", f"notice:{made.pk}", olena.pk)


def test_what_is_taken_down_is_there_for_nobody_and_stays_in_the_books(db: None) -> None:
    made = notice()

    actions.take_down(made, at=NOON)
    actions.take_down(made, at=NOON + DAY)

    assert list(queries.begun(NOON)) == list(queries.earlier(NOON)) == []
    assert queries.notice(made.slug, at=NOON) is None
    assert Notice.objects.get().changed_at == NOON
    assert [kind for kind, _, _ in events()] == ["notice.published", "notice.taken_down"]


@pytest.mark.parametrize(
    ("wrong", "refused"),
    [
        ({"kind": "GOSSIP"}, actions.UnknownKind),
        ({"until": NOON - DAY}, actions.OverBeforeItBegins),
        ({"title": {"pl": "Tytuł", "en": "Title"}}, actions.NotInEveryLanguage),
        ({"lead": {"pl": "Wstęp", "uk": " ", "en": "Lead"}}, actions.NotInEveryLanguage),
        ({"slug": "Not A Slug"}, actions.NotASlug),
        ({"slug": "a" * 81}, actions.NotASlug),
        ({"slug": "../etc"}, actions.NotASlug),
    ],
)
def test_what_is_not_complete_is_not_published(db: None, wrong: dict[str, Any], refused: type[Exception]) -> None:
    with pytest.raises(refused):
        actions.publish(replace(draft(), **wrong), at=NOON)

    assert (Notice.objects.count(), Event.objects.count()) == (0, 0)


def test_two_notices_cannot_have_one_address(db: None) -> None:
    made = notice()

    with pytest.raises(actions.SlugTaken):
        actions.publish(draft(slug=made.slug), at=NOON)

    assert Notice.objects.count() == 1


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Łącze światłowodowe już na Żwirowej – zażółć gęślą jaźń!", "lacze-swiatlowodowe-juz-na-zwirowej-zazolc-gesla-jazn"),
        ("bardzo " * 20, "-".join(["bardzo"] * 11)),
    ],
)  # fmt: skip
def test_an_address_is_made_of_the_title(title: str, slug: str) -> None:
    assert actions.slug_of(title) == slug


def test_without_a_slug_the_first_language_makes_it(db: None) -> None:
    made = actions.publish(draft("Nowe łącza", slug=""), at=NOON)

    assert made.slug == "nowe-lacza-pl"
