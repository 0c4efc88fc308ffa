"""Templates: one environment per language, components everywhere, mistakes that are loud."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest
from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist, engines
from django.test import RequestFactory, override_settings
from django.urls import path
from django.utils import translation
from jinja2 import UndefinedError
from jinja2.exceptions import TemplateSyntaxError

from abonent.web import brand
from abonent.web.engine import Pages, render_block
from abonent.web.jinja import COMPONENTS, macros

NBSP = "\u00a0"
PAGE = """
{% set hidden = "set at the top" %}
{% block part %}{{ ui.tag("ok", word) }}{{ csrf_input }}{% endblock %}
"""


def nowhere(_: HttpRequest, slug: str = "") -> HttpResponse:
    """Stand for any page."""
    return HttpResponse(slug)


urls = ModuleType("urls_of_these_tests")
vars(urls)["urlpatterns"] = [
    *brand.urlpatterns,
    path("signin/", nowhere, name="account_login"),
    path("signin/passkey/", nowhere, name="passkey_sign_in"),
    path("signin/passkey/question/", nowhere, name="passkey_sign_in_question"),
    path("forgot/", nowhere, name="account_reset_password"),
    path("bills/", nowhere, name="bills"),
    path("bills/<slug:slug>/", nowhere, name="bill"),
]


@pytest.fixture(autouse=True)
def polish() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=urls), translation.override("pl"):
        yield


@pytest.fixture
def request_() -> HttpRequest:
    return RequestFactory().get("/bills/")


def pages() -> Pages:
    engine = engines["jinja2"]
    assert isinstance(engine, Pages)
    return engine


def rendered(code: str, **context: Any) -> str:
    return str(pages().from_string(code).render(context)).strip()


def test_the_active_language_decides_what_a_text_says() -> None:
    code = '{{ _("Monday") }}'

    texts = []
    for language in ("pl", "uk", "en"):
        with translation.override(language):
            texts.append(rendered(code))

    assert texts == ["Poniedziałek", "Понеділок", "Monday"]


@pytest.mark.parametrize(
    "code",
    [
        '{{ _("Monday") }}',
        '{{ gettext("Monday") }}',
        "{% trans %}Monday{% endtrans %}",
        '{{ ui.tag("ok", _("Monday")) }}',
    ],
)
def test_a_constant_text_is_translated_when_the_template_is_compiled(code: str) -> None:
    source = pages().spoken.compile(code, raw=True)

    assert "Poniedziałek" in source
    assert "gettext" not in source


def test_a_text_with_a_value_is_translated_when_it_is_rendered() -> None:
    assert rendered('{{ _("%(word)s!", word=word) }}', word="<b>") == "&lt;b&gt;!"
    assert rendered("{% trans word %}{{ word }}!{% endtrans %}", word="<b>") == "&lt;b&gt;!"


def test_plurals_follow_the_number() -> None:
    assert rendered('{{ ngettext("%(num)s word", "%(num)s words", 1) }}') == "1 word"
    assert rendered('{{ ngettext("%(num)s word", "%(num)s words", 3) }}') == "3 words"


def test_a_doubled_percent_sign_is_one_in_constant_and_filled_texts() -> None:
    assert rendered('{{ _("100 %%") }} {{ _("%(n)s %%", n=5) }}') == "100 % 5 %"


def test_values_are_escaped() -> None:
    assert rendered("{{ word }}", word='<a href="x">') == "&lt;a href=&#34;x&#34;&gt;"
    assert rendered('{{ ui.tag("ok", word) }}', word="<b>") == '<span class="tag ok">&lt;b&gt;</span>'


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="missing"):
        rendered("{{ missing }}")


def test_an_unknown_component_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="sparkle"):
        rendered("{{ ui.sparkle() }}")


def test_a_mistake_in_a_template_names_its_line() -> None:
    with pytest.raises(TemplateSyntaxError) as wrong:
        rendered("\n\n{% if %}")

    assert wrong.value.lineno == 3


def test_a_missing_template_is_djangos_error() -> None:
    with pytest.raises(TemplateDoesNotExist):
        pages().get_template("portal/nothing.html")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("{{ sum|money }}", f"1{NBSP}234,50{NBSP}zł"),
        ("{{ sum|number(1) }}", f"1{NBSP}234,5"),
        ("{{ day|day }}", "27 listopada 2026"),
        ("{{ day|day_month }}", "27 listopada"),
        ("{{ day|month }}", "listopad 2026"),
        ("{{ day|short_month }}", "lis"),
        ("{{ at|clock }}", "00:30"),
        ("{{ at|local_day }}", "28 listopada 2026"),
        ("{{ '100234'|account }}", f"100{NBSP}234"),
        ("{{ '+48 85 999 01 23'|tel }}", "tel:+48859990123"),
        ("{{ '26999800142026000000100234'|iban }}", "26 9998 0014 2026 0000 0010 0234"),
        ("{{ 'PL26999800142026000000100234'|iban }}", "PL26 9998 0014 2026 0000 0010 0234"),
    ],
)
def test_values_are_written_as_the_language_does(code: str, expected: str) -> None:
    context = {
        "sum": Decimal("1234.50"),
        "day": date(2026, 11, 27),
        "at": datetime(2026, 11, 27, 23, 30, tzinfo=UTC),
    }

    assert rendered(code, **context).replace(NBSP, " ") == expected.replace(NBSP, " ")


def test_a_bank_account_breaks_only_in_its_middle() -> None:
    assert rendered("{{ '26999800142026000000100234'|iban }}").split(" ") == [
        NBSP.join(("26", "9998", "0014", "2026")),
        NBSP.join(("0000", "0010", "0234")),
    ]


def test_addresses_come_from_the_names_of_views() -> None:
    assert rendered('{{ url("bill", slug="FV-2026-11-0042") }}') == "/bills/FV-2026-11-0042/"
    assert rendered('{{ url("bills") }}') == "/bills/"


def test_a_block_is_rendered_alone_with_components_and_csrf(request_: HttpRequest) -> None:
    page = pages().from_string(PAGE)

    part = page.render_block("part", {"word": "<b>"}, request_)

    assert part.startswith('<span class="tag ok">&lt;b&gt;</span><input type="hidden" name="csrf')
    assert "set at the top" not in part


def test_a_part_of_a_page_is_an_answer(request_: HttpRequest) -> None:
    context = {"form": Form({"login": "anna"}), "next": "", "chosen": False, "left": False}

    answer = render_block(request_, "account/login.html", "content", context, status=422)

    assert answer.status_code == 422
    assert b"<html" not in answer.content
    assert b'value="anna"' in answer.content


class Form(forms.Form):
    """Three fields, one with a hint and a rule."""

    login = forms.CharField()
    code = forms.CharField(help_text="6 cyfr", min_length=6)
    password = forms.CharField(widget=forms.PasswordInput)


def test_a_wrong_field_keeps_what_was_typed_and_is_linked_from_the_summary() -> None:
    form = Form({"code": '"12', "password": "hunter2"})
    form.is_valid()

    field = rendered('{{ ui.bound(form.code, autocomplete="one-time-code", inputmode="numeric") }}', form=form)
    summary = rendered('{{ ui.error_summary(form, "Popraw") }}', form=form)

    assert 'value="&#34;12"' in field
    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="id_code-hint id_code-error"' in field
    assert 'autocomplete="one-time-code"' in field
    assert '<a href="#id_code">' in summary
    assert "autofocus" in summary


def test_a_password_never_comes_back() -> None:
    form = Form({"code": "", "password": "hunter2"})

    assert "hunter2" not in rendered("{{ ui.bound(form.password) }}", form=form)


def test_a_form_without_errors_has_no_summary() -> None:
    assert rendered("{{ ui.error_summary(form) }}", form=Form()) == ""


@pytest.mark.parametrize(("number", "previous", "following"), [(1, None, 2), (2, 1, 3), (3, 2, None)])
def test_pages_of_a_list_lead_to_their_neighbours(number: int, previous: int | None, following: int | None) -> None:
    shown = rendered("{{ ui.paging(number, 3, '/bills/') }}", number=number)

    assert ('rel="prev"' in shown) == (previous is not None)
    assert ('href="/bills/"' in shown) == (previous == 1)
    assert (f'href="/bills/?page={following}"' in shown) == (following is not None)


def test_one_page_has_no_paging() -> None:
    assert rendered("{{ ui.paging(1, 1, '/bills/') }}") == ""


def test_what_is_filled_into_a_constant_text_is_escaped() -> None:
    assert rendered('{{ _("100%% of %(what)s", what=what) }}', what="<b>") == "100% of &lt;b&gt;"
    assert rendered("{% trans %}100% of {{ what }}{% endtrans %}", what="<b>") == "100% of &lt;b&gt;"


def test_a_remembered_component_does_not_take_a_text_for_the_same_as_markup() -> None:
    page = rendered('{{ ui.tag("ok", word|safe) }}{{ ui.tag("ok", word) }}', word="<b>")

    assert page == '<span class="tag ok"><b></span><span class="tag ok">&lt;b&gt;</span>'


def test_no_two_components_share_a_name() -> None:
    env = pages().spoken

    names = [name for file in COMPONENTS for name, _component in macros(env, file)]

    assert [name for name in names if names.count(name) > 1] == []
