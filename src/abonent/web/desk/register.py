"""The sales register of a period: what was invoiced, by kind, by rate of VAT and by day, and every invoice as a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from abonent import profile
from abonent.billing.queries import NOTHING, register
from abonent.billing.queries.register import Registered
from abonent.drawing.bars import bars
from abonent.web.addresses import address
from abonent.web.desk.bills import KINDS
from abonent.web.desk.filters import DAYS
from abonent.web.desk.money_tabs import tabs
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.door.forms import status
from abonent.web.files import Cell, long_table

LONGEST = 366
"""Days that are added up at once."""
A_MONTH = 31
A_DAY = timedelta(days=1)
NOT_A_DAY = {"invalid": _("This is not a date."), "required": _("Please choose the day.")}


class PeriodForm(forms.Form):
    """From which day to which, both within."""

    since = forms.DateField(label=_("Issued from"), input_formats=["%Y-%m-%d"], error_messages=NOT_A_DAY)
    until = forms.DateField(label=_("Issued until"), input_formats=["%Y-%m-%d"], error_messages=NOT_A_DAY)

    def clean(self) -> None:
        """See that it is a period, and not too long."""
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if not since or not until:
            return
        if until < since:
            self.add_error("until", _("The last day is before the first."))
        elif (until - since).days >= LONGEST or not DAYS[0] <= since <= until <= DAYS[1]:
            self.add_error("until", _("At most a year at once, please."))


@dataclass(frozen=True, slots=True)
class Period:
    """Days of a register: from `first` to before `after`."""

    first: date
    after: date

    @property
    def last(self) -> date:
        return self.after - A_DAY

    @property
    def query(self) -> str:
        return urlencode({"since": self.first.isoformat(), "until": self.last.isoformat()})


@staff_page(act="register.see")
@require_safe
def desk_register(request: StaffRequest) -> HttpResponse:
    """Show what was invoiced in a period, the month now if none is chosen."""
    form = _form(request)
    good = form.is_valid()
    period = _period(form) if good else _month(profile.today(request.at))
    context = {"tabs": tabs(request, "register"), "form": form, "period": period, "table": None}
    context |= _months(profile.today(request.at), period)
    if good:
        context |= _sums(period)
    return render(request, "desk/register.html", context, status=status(form))


@staff_page(act="register.see")
@require_safe
def desk_register_csv(request: StaffRequest) -> StreamingHttpResponse:
    """Give every invoice and correction of a period, and at the end what they come to."""
    form = _form(request)
    if not form.is_valid():
        raise Http404
    period = _period(form)
    name = f"register-{period.first}-{period.last}"
    return long_table(_File(period, translation.get_language() or "").pieces(), name=name)


def _form(request: StaffRequest) -> PeriodForm:
    """Read the period: two days, or a month as 2026-11."""
    month = _month_of(request.GET.get("month", ""))
    if month is None and not {"since", "until"} & set(request.GET):
        month = _month(profile.today(request.at))
    return PeriodForm({"since": month.first, "until": month.last} if month else request.GET)


def _month_of(said: str) -> Period | None:
    try:
        return _month(date.fromisoformat(f"{said}-01")) if said else None
    except (ValueError, OverflowError):  # after the last month of all there is none
        return None


def _month(day: date) -> Period:
    first = day.replace(day=1)
    return Period(first, (first + A_MONTH * A_DAY).replace(day=1))


def _period(form: PeriodForm) -> Period:
    return Period(form.cleaned_data["since"], form.cleaned_data["until"] + A_DAY)


def _months(today: date, shown: Period) -> dict[str, Any]:
    """Return the latest months to go to."""
    months = [_month(today)]
    while len(months) < 4:  # noqa: PLR2004 - as many as fit beside each other
        months.append(_month(months[-1].first - A_DAY))
    return {"months": [(month.first, f"{month.first:%Y-%m}", month == shown) for month in months]}


def _sums(period: Period) -> dict[str, Any]:
    kinds = register.sums_by_kind(period.first, period.after)
    count = sum(each.count for each in kinds)
    many = count > register.RATES_AT_ONCE
    rates = [] if many or not count else register.sums_by_rate(period.first, period.after)
    return {
        "count": count,
        "kinds": [(KINDS[each.what], each) for each in kinds],
        "net": sum((each.net for each in kinds), NOTHING),
        "vat": sum((each.vat for each in kinds), NOTHING),
        "total": sum((each.total for each in kinds), NOTHING),
        "rates": rates,
        "many": many,
        "chart": _chart(period) if count else None,
        "by_day": _by_day(period),
        "file": f"{address('desk_register_csv')}?{period.query}",
    }


def _by_day(period: Period) -> bool:
    return (period.after - period.first).days <= A_MONTH


def _chart(period: Period) -> Any:
    """Draw the days of a month, or the months of a longer time; those without invoices too."""
    found = register.sums_by_day(period.first, period.after)
    sums: dict[date, Decimal] = {}
    for day, total in found:
        place = day if _by_day(period) else day.replace(day=1)
        sums[place] = sums.get(place, NOTHING) + total
    return bars([(place, sums.get(place, NOTHING)) for place in _places(period)])


def _places(period: Period) -> list[date]:
    if _by_day(period):
        return [period.first + n * A_DAY for n in range((period.after - period.first).days)]
    months, day = [], period.first.replace(day=1)
    while day < period.after:
        months.append(day)
        day = _month(day).after
    return months


class _File:
    """The register as a file: a line for each invoice, a pair of columns for each code of VAT, the sums at the end."""

    def __init__(self, period: Period, language: str) -> None:
        self.period, self.language = period, language
        self.codes = list(dict.fromkeys(rate.code for rate in profile.current().billing.vat))
        self.sums = dict.fromkeys(self.codes, register.EMPTY)
        self.other = self.all = register.EMPTY
        self.count = 0

    def pieces(self) -> Iterator[list[list[Cell]]]:
        """Give the file piece by piece; it is sent when the page's own language is no longer set."""
        with translation.override(self.language):
            yield [self._head()]
        for found in register.registered(self.period.first, self.period.after):
            with translation.override(self.language):
                lines = [self._line(each) for each in found]
            yield lines
        with translation.override(self.language):
            yield [self._foot(), [say("End of the list. Rows: %(count)s") % {"count": self.count}]]

    def _head(self) -> list[Cell]:
        about = [
            _("No."),
            _("Number"),
            _("Kind"),
            _("Issued on"),
            _("Sale from"),
            _("Sale to"),
            _("Buyer"),
            _("Address"),
        ]
        more = [_("Tax number"), _("Account"), _("Corrects")]
        texts = (say("Net %(code)s"), say("VAT %(code)s"))
        rates = [text % {"code": code} for code in self.codes for text in texts]
        ends = [_("Net, other rates"), _("VAT, other rates"), _("Net"), _("VAT"), _("Gross"), _("Currency")]
        return [*map(str, about), *map(str, more), *rates, *map(str, ends)]

    def _line(self, each: Registered) -> list[Cell]:
        self.count += 1
        since, until = (each.days[0], each.days[1] - A_DAY) if each.days else (None, None)
        about: list[Cell] = [self.count, each.number, str(KINDS[each.kind]), each.issued_on, since, until]
        who: list[Cell] = [each.buyer, each.address, each.tax_id, each.account, each.corrects]
        return [*about, *who, *self._rates(each), each.net, each.vat, each.total, profile.current().currency]

    def _rates(self, each: Registered) -> list[Cell]:
        other = register.EMPTY
        for code, pair in each.rates.items():
            if code in self.sums:
                self.sums[code] = register.added(self.sums[code], pair)
            else:
                other = register.added(other, pair)
        self.other = register.added(self.other, other)
        self.all = register.added(self.all, (each.net, each.vat))
        known = [amount for code in self.codes for amount in each.rates.get(code, (None, None))]
        return [*known, *(other if any(other) else (None, None))]

    def _foot(self) -> list[Cell]:
        sums = [amount for code in self.codes for amount in self.sums[code]]
        label: list[Cell] = [say("Total"), *([None] * 10)]
        return [*label, *sums, *self.other, *self.all, sum(self.all, NOTHING), profile.current().currency]
