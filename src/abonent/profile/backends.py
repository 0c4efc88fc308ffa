"""Whether what a profile names is really there; asked once, at start-up."""

from collections.abc import Iterator
from importlib import import_module

from abonent.profile.errors import Fault, refuse
from abonent.profile.lines import lines_of
from abonent.profile.tree import Profile


def check_backends(profile: Profile) -> None:
    """Import everything that the profile names. Raises ProfileError with all that cannot be."""
    faults = [Fault(key, says) for key, path in _named(profile) if (says := _trouble(path))]
    if faults:
        text = profile.source.read_text(encoding="utf-8") if profile.source.is_file() else ""
        raise refuse(profile.source, faults, lines_of(text))


def _named(profile: Profile) -> Iterator[tuple[str, str]]:
    yield from ((f"backends.payment.{number}", path) for number, path in enumerate(profile.backends.payment, start=1))
    yield "backends.sms", profile.backends.sms
    yield "backends.documents", profile.backends.documents
    yield from ((f"billing.charges.{number}", path) for number, path in enumerate(profile.billing.charges, start=1))
    yield from (
        (f"modules.{number}", f"abonent.modules.{name}") for number, name in enumerate(profile.modules, start=1)
    )


def _trouble(path: str) -> str:
    """Why it cannot be used, nothing when it can: a module, or a name inside one."""
    try:
        import_module(path)
    except ModuleNotFoundError as wrong:
        if wrong.name and (path == wrong.name or path.startswith(f"{wrong.name}.")):
            return (
                ""
                if _inside(path)
                else f'is "{path}"; allowed is a module that is installed, and there is none of that name'
            )
        return f'is "{path}", which needs {wrong.name}, and that is not installed'
    except ImportError as wrong:
        return f'is "{path}", which cannot be imported: {wrong}'
    return ""


def _inside(path: str) -> bool:
    module, _, name = path.rpartition(".")
    try:
        return hasattr(import_module(module), name)
    except ImportError:
        return False
