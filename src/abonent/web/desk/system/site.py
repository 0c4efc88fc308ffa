"""The site itself: at the desk's door, with every table of ours, the second steps and the jobs."""

from collections.abc import Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.admin import AdminSite
from django.db import models
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from abonent import profile
from abonent.audit.models import Before
from abonent.people import queries
from abonent.people.models import Session
from abonent.web.brand import logo_url
from abonent.web.desk.page import staff_page
from abonent.web.desk.system import names
from abonent.web.desk.system.tables import Jobs, ToRead
from abonent.web.module import installed

ACT = "system.see"
ELSEWHERE = frozenset({Session})
"""Not shown: the key of a session is its number, and opens it. Where people are signed in stands on the page of the staff."""


class System(AdminSite):
    """Django's admin without its own sign-in, without forms, without anything that writes."""

    site_url = "/desk/"
    index_title = gettext_lazy("System")
    enable_nav_sidebar = False

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: ARG002 - Django's
        """Ask at the desk's door, as every page of the desk does; and take no form."""
        return staff_page(act=ACT)(require_safe(view))

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_staff and queries.may_at_desk(request.user.staff_role, ACT)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        name = profile.current().name
        ours = {
            "site_title": name,
            "site_header": name,
            "icon": logo_url(),
            "failed_tasks": _("Failed tasks"),
            "to_desk": _("To the desk"),
        }
        return {**super().each_context(request), **ours}

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """The first page, and each table; no sign-in, no password, no catalogue of words for scripts."""
        tables = [
            path(f"{model._meta.app_label}/{model._meta.model_name}/", include(table.urls))
            for model, table in self._registry.items()
        ]
        labels = sorted({model._meta.app_label for model in self._registry})
        return [
            path("", self.admin_view(self.index), name="index"),
            *tables,
            re_path(rf"^(?P<app_label>{'|'.join(labels)})/$", self.admin_view(self.app_index), name="app_list"),
        ]


def tables() -> list[type[models.Model]]:
    """Return our tables that can be shown: those with a number of one column. What was before is read under Audit."""
    ours = [model for app in (apps.get_app_config("abonent"), *installed()) for model in app.get_models()]
    return [model for model in ours if model not in ELSEWHERE and model._meta.managed and not issubclass(model, Before)]


def name_in_words(found: Iterable[type[models.Model]]) -> None:
    """Let Django's pages say what tables and their groups are called in the reader's language; it asks the models themselves."""
    for model in found:
        called = names.table(str(model._meta.model_name))
        model._meta.verbose_name = model._meta.verbose_name_plural = called  # type: ignore[assignment]  # a promise
    for label, words in names.PARTS.items():
        apps.get_app_config(label).verbose_name = words  # type: ignore[assignment]  # a promise


site = System(name="desk_system")
READ = [*tables(), Authenticator, ProcrastinateEvent]
site.register(READ, ToRead)
site.register(ProcrastinateJob, Jobs)
name_in_words([*READ, ProcrastinateJob])
