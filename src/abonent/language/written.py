"""Writes values in one language. Everything looked up in CLDR is looked up before (`cldr`), here is only filling in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

DAY = timedelta(days=1)
KILO = 1000
TEN = 10
HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class DayForm:
    """A pattern of CLDR as a format string: {0} is the day, {1} the name of the month, {2} the year."""

    template: str
    months: tuple[str, ...]

    def __call__(self, day: date) -> str:
        """The day in this form."""
        return self.template.format(day.day, self.months[day.month], day.year)

    def days(self, first: date, last: date) -> str:
        """Two days of one month: 1–30 listopada 2026."""
        return self.template.format(f"{first.day}–{last.day}", self.months[first.month], first.year)


@dataclass(frozen=True, slots=True)
class MoneyForm:
    """What stands before and after an amount of a currency, and the size of its smallest coin."""

    before: str
    after: str
    coin: Decimal


@dataclass(frozen=True, slots=True)
class Written:
    """How a language writes. Spaces inside a value do not break; a minus is a real one."""

    code: str
    signs: dict[int, str]
    monies: Mapping[str, MoneyForm]
    long: DayForm
    short: DayForm
    no_year: DayForm
    of_month: DayForm
    glue: str
    units: tuple[str, ...]

    def money(self, amount: Decimal, currency: str) -> str:
        """An amount with its currency (ISO 4217), rounded half away from zero: 54,90 zł."""
        form = self.monies[currency]
        rounded = amount.quantize(form.coin, ROUND_HALF_UP)
        minus = "−" if rounded < 0 else ""
        return f"{minus}{form.before}{f'{abs(rounded):,f}'.translate(self.signs)}{form.after}"

    def number(self, value: Decimal, places: int | None = None) -> str:
        """A number with so many decimals, half away from zero; without `places` as many as it has."""
        rounded = value if places is None else value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        digits = f"{abs(rounded):,f}"
        if places is None and "." in digits:
            digits = digits.rstrip("0").rstrip(".")
        minus = "−" if rounded < 0 else ""
        return minus + digits.translate(self.signs)

    def day(self, day: date) -> str:
        """27 listopada 2026."""
        return self.long(day)

    def day_month(self, day: date) -> str:
        """27 listopada."""
        return self.no_year(day)

    def short_day(self, day: date) -> str:
        """27 lis 2026."""
        return self.short(day)

    def month(self, day: date) -> str:
        """The month of a day: listopad 2026."""
        return self.of_month(day)

    def clock(self, at: datetime) -> str:
        """10:03. The datetime is local already."""
        return f"{at.hour:02}:{at.minute:02}"

    def moment(self, at: datetime) -> str:
        """27 listopada 2026, 10:03. The datetime is local already."""
        return self.glue.format(self.clock(at), self.long(at))

    def span(self, since: date, until: date) -> str:
        """The days [since, until): 1–30 listopada 2026. Raises ValueError when there is none."""
        last = until - DAY
        if last < since:
            raise ValueError(f"There is no day from {since} to before {until}.")
        if last == since:
            return self.long(since)
        if (since.year, since.month) == (last.year, last.month):
            return self.long.days(since, last)
        first = self.no_year(since) if since.year == last.year else self.long(since)
        return f"{first} – {self.long(last)}"

    def size(self, count: int) -> str:
        """A size in bytes for people: 39 kB, 1,2 MB; units of 1000 (IEC 80000-13), at least one kilobyte."""
        value, unit = max(Decimal(count) / KILO, Decimal(1)), 0
        while value + HALF >= KILO and unit < len(self.units) - 1:
            value, unit = value / KILO, unit + 1
        return self.units[unit].format(self.number(value, 1 if unit and value < TEN else 0))
