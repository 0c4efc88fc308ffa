"""What a module shows at the doors, said in its `apps.py`. The doors walk over those that the profile lists."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from abonent import profile

type Entry = tuple[str, Promise, str, str]
"""Name of the address, what it is called, its picture, the act it takes."""
type DeskEntry = tuple[str, Promise, str, str, str]
"""The same at the desk, and the key that leads there after "g"."""
type Tab = tuple[str, str, Promise, str, str]
"""The word of a tab of a customer at the desk, then as an entry."""


class ModuleConfig(AppConfig):
    """A module: an application of Django's whose package lies in `abonent.modules`, with `jobs.py`, `urls.py` and `takeout.py`.

    The functions it lends to the doors are named by their path inside the package, "" where it has none:

    - `grant()` gives other roles their rights, and is called wherever the application's are given, as the owner
    - `settle(profile)` brings up to date what the module keeps of the profile; `abonent migrate` calls it as the owner
    - `sealed()` yields the columns of its tables that keep secrets (`vault.resealing.Column`)
    - `some_secrets()` yields a few of these opened: the doctor looks whether they lie about in clear
    - `finder(said, *, at)` yields (why, hits) for the desk's search box: what belongs to one customer, or a few
    - `panels(request)` yields (template, context) for the customer's first page
    - `steps(account, events, *, at)` yields what a payment still brings about (`web.portal.payment.Step`), given the events
      that its story tells; while one of them is "now" the page asks again
    - `piles(request)` yields what waits at the desk (`web.desk.piles.Pile`)
    """

    menu: tuple[Entry, ...] = ()
    desk_menu: tuple[DeskEntry, ...] = ()
    desk_tabs: tuple[Tab, ...] = ()
    desk_with_line: tuple[Entry, ...] = ()
    """What can be done with a line of a contract; the address has `number` and `line` (the subscription)."""
    acts: Mapping[str, Promise] = {}
    """What customers' acts on its pages are in words ("lines.password" – "set the password of the internet line")."""
    also_needs: Mapping[str, str] = {}
    """Which act of the desk somebody of the staff needs who looks at such a page through a customer's eyes."""
    audit_tables: Mapping[str, Promise] = {}
    audit_columns: Mapping[str, Promise] = {}
    """What is kept of the module's tables as it was: what people call it ("internet_line" – "settings of a line")."""
    jobs: Mapping[str, Promise] = {}
    """What its jobs, and the functions that react for it, do ("internet.bring" – "Tell a router …")."""
    tables: Mapping[str, Promise] = {}
    columns: Mapping[str, Promise] = {}
    """What its tables (by the name of the model) and columns are called where the system administration reads them."""
    grant: str = ""
    settle: str = ""
    sealed: str = ""
    some_secrets: str = ""
    finder: str = ""
    panels: str = ""
    steps: str = ""
    piles: str = ""

    def ready(self) -> None:
        """Let the jobs and reactions be known where the profile lists the module, and always what an archive tells of it."""
        import_module(f"{self.name}.takeout")
        if profile.is_open(self.name):
            import_module(f"{self.name}.jobs")

    def lent(self, name: str) -> Callable[..., Iterator[Any]]:
        """Return a function that the module lends: `lent("finder")`."""
        path = getattr(self, name)
        return import_string(f"{self.name}.{path}") if path else _nothing


def modules() -> Iterator[ModuleConfig]:
    """Give the modules that this operator uses, in the order of the profile."""
    for name in profile.current().modules:
        yield _installed()[name]


def installed() -> Iterator[ModuleConfig]:
    """Give every module, whether this operator uses it or not: what it has kept is still there."""
    yield from _installed().values()


@cache
def _installed() -> dict[str, ModuleConfig]:
    return {config.label: config for config in apps.get_app_configs() if isinstance(config, ModuleConfig)}


def _nothing(*_: Any, **__: Any) -> Iterator[Any]:
    return iter(())
