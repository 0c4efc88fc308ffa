"""Lines come of themselves with what is agreed, keep their addresses apart, and are told nobody's."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from abonent.contracts.actions import Signed, sign_agreement
from abonent.contracts.models import Subscription
from abonent.journal.models import Event
from abonent.modules.internet import jobs
from abonent.modules.internet.actions import (
    BadSetting,
    ChangedMeanwhile,
    LineSettings,
    NothingNew,
    TakenSetting,
    change_line,
    make_lines,
    settings_of,
)
from abonent.modules.internet.models import Line
from abonent.modules.internet.queries import line_of_account, lines_of, plain_mac
from abonent.people.models import Account
from tests import people
from tests.people import NOON

pytestmark = pytest.mark.django_db
NOTHING = LineSettings()


def _line(of: Account) -> Line:
    make_lines([of.pk], at=NOON)
    return Line.objects.get(account=of)


def _changed(line: Line, **wanted: object) -> Line:
    shown = settings_of(line)
    return change_line(line, wanted=replace(shown, **wanted), shown=shown, at=NOON, by=None)  # type: ignore[arg-type]


def test_each_subscription_gets_one_line_with_a_login_by_rule(account: Account, neighbour: Account) -> None:
    people.line(account, people.tariff())

    made, again = make_lines(at=NOON), make_lines(at=NOON)

    assert (made, again) == (3, 0)
    assert list(Line.objects.order_by("login").values_list("account__number", "login", "secret", "made_at")) == [
        ("100234", "100234", "", NOON),
        ("100234", "100234-2", "", NOON),
        ("100777", "100777", "", NOON),
    ]
    assert Event.objects.filter(kind="line.made").count() == 3


def test_what_is_signed_later_goes_on_counting_and_what_has_ended_gets_none(account: Account) -> None:
    make_lines(at=NOON)
    people.line(account, people.tariff())
    ended = people.line(account, people.tariff()).subscription
    Subscription.objects.filter(pk=ended.pk).update(valid=DateRange(people.FIRST_DAY, NOON.date()))

    make_lines([account.pk], at=NOON)

    assert [line.login for line in lines_of(account)] == ["100234", "100234-2"]


def test_other_subscriptions_and_other_accounts_are_left_alone(account: Account, neighbour: Account) -> None:
    Subscription.objects.filter(account=account).update(kind="phone")

    assert make_lines([account.pk], at=NOON) == 0
    assert not Line.objects.exists()


def test_an_agreement_that_is_signed_brings_its_line(account: Account) -> None:
    plan = people.tariff("A3")
    place = {"street": "ul. Polna", "house": "3", "flat": "", "post_code": "16-999", "town": "Gródek Leśny"}
    signed = Signed(number="U/7", signed_on=NOON.date(), since=date(2026, 12, 1), months=0, plan=plan.code, place=place)

    sign_agreement(account, signed, at=NOON, by=people.staff())
    jobs.make_lines_of(Event.objects.get(kind="agreement.signed"))

    assert [line.login for line in lines_of(account)] == ["100234", "100234-2"]


def test_anothers_line_is_none(account: Account, neighbour: Account) -> None:
    line = _line(account)

    assert line_of_account(account, line.pk) == line
    assert line_of_account(neighbour, line.pk) is None


@pytest.mark.parametrize(
    "typed", ["aa:bb:cc:0d:ee:0f", "AA-BB-CC-0D-EE-0F", "aabb.cc0d.ee0f", "AABBCC0DEE0F", " aabbcc-0dee0f "]
)
def test_a_mac_is_read_in_any_notation(typed: str) -> None:
    assert plain_mac(typed) == "aabbcc0dee0f"


@pytest.mark.parametrize(
    "typed", ["", "aa:bb:cc:0d:ee", "aa:bb:cc:0d:ee:0f:11", "gg:bb:cc:0d:ee:0f", "ff:ff:ff:ff:ff:ff", "0" * 12]
)
def test_what_no_card_has_is_no_mac(typed: str) -> None:
    assert plain_mac(typed) is None


def test_settings_are_written_in_one_way_and_told_without_addresses(account: Account) -> None:
    line = _line(account)

    changed = _changed(
        line,
        address4=" 203.0.113.17 ",
        prefix6="2001:0DB8:0017:0000::/56",
        pool="centrum-2",
        macs=("AA-BB-CC-0D-EE-0F", "aabb.cc0d.ee0f", ""),
        mac_bound=True,
    )

    line.refresh_from_db()
    wanted = LineSettings("203.0.113.17", "2001:db8:17::/56", "centrum-2", ("aabbcc0dee0f",), mac_bound=True)
    assert (settings_of(changed), settings_of(line)) == (wanted, wanted)
    told = Event.objects.get(kind="line.changed")
    assert told.data == {"what": ["address4", "prefix6", "pool", "macs", "mac_bound"], "drop": False}
    assert (told.subject, told.account_id) == (f"line:{line.pk}", account.pk)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"address4": "203.0.113"}, "address4"),
        ({"address4": "127.0.0.1"}, "address4"),
        ({"prefix6": "2001:db8::1/56"}, "prefix6"),
        ({"prefix6": "2001:db8::/96"}, "prefix6"),
        ({"prefix6": "2001:db8::%eth0/56"}, "prefix6"),
        ({"pool": "my pool"}, "pool"),
        ({"pool": "{address4}"}, "pool"),
        ({"macs": ("aa:bb",)}, "macs"),
        ({"macs": tuple(f"02000000{number:04x}" for number in range(21))}, "macs"),
        ({"mac_bound": True}, "mac_bound"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_in_words(account: Account, wanted: dict[str, object], field: str) -> None:
    line = _line(account)

    with pytest.raises(BadSetting) as refused:
        _changed(line, **wanted)

    assert refused.value.field == field
    assert refused.value.said
    assert settings_of(Line.objects.get(pk=line.pk)) == NOTHING
    assert not Event.objects.filter(kind="line.changed").exists()


def test_an_address_belongs_to_one_line_until_that_has_ended(account: Account, neighbour: Account) -> None:
    theirs, ours = _line(neighbour), _line(account)
    _changed(theirs, address4="203.0.113.17", prefix6="2001:db8:17::/56", pool="centrum")

    for wanted, field in (({"address4": "203.0.113.17"}, "address4"), ({"prefix6": "2001:db8:17::/60"}, "prefix6")):
        with pytest.raises(TakenSetting) as refused:
            _changed(ours, **wanted)
        assert (refused.value.field, refused.value.line) == (field, theirs)

    Subscription.objects.filter(account=neighbour).update(valid=DateRange(people.FIRST_DAY, NOON.date()))
    _changed(ours, address4="203.0.113.17")

    assert settings_of(Line.objects.get(pk=ours.pk)) == LineSettings(address4="203.0.113.17")
    assert settings_of(Line.objects.get(pk=theirs.pk)) == LineSettings(pool="centrum")


def test_the_second_of_two_is_told_what_the_first_did(account: Account) -> None:
    line = _line(account)
    _changed(line, pool="centrum")

    with pytest.raises(ChangedMeanwhile) as refused:
        change_line(line, wanted=LineSettings(pool="rynek"), shown=NOTHING, at=NOON, by=None)
    with pytest.raises(NothingNew):
        change_line(line, wanted=LineSettings(pool="centrum"), shown=NOTHING, at=NOON, by=None)

    assert refused.value.now == LineSettings(pool="centrum")
    assert Event.objects.filter(kind="line.changed").count() == 1


def test_the_hourly_job_makes_what_is_missing(account: Account) -> None:
    jobs.make_lines(0)

    assert [line.login for line in lines_of(account)] == ["100234"]
    assert Line.objects.get().made_at > datetime(2026, 1, 1, tzinfo=UTC)
