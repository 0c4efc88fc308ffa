"""Which agreements run out without anybody having said what comes then."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from abonent.contracts.models import Agreement, Ending


def running_out(*, since: date, until: date) -> QuerySet[Agreement]:
    """Return the agreements whose last day is in [since, until), the nearest end first, with their accounts.

    Left out are those that were renewed and those whose end was entered: there is nothing to ask the customer any more.
    """
    found = Agreement.objects.filter(valid__upper_inf=False, valid__endswith__gt=since, valid__endswith__lte=until)
    renewed = Agreement.objects.filter(account=OuterRef("account"), valid__startswith__gte=OuterRef("valid__endswith"))
    ended = Ending.objects.filter(agreement=OuterRef("pk"), taken_back_at=None)
    settled = Exists(renewed) | Exists(ended)
    return found.exclude(settled).select_related("account").order_by("valid__endswith", "pk")
