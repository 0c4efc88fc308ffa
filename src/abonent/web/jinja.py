"""What every template can use: components, filters for money and days, addresses, the operator.

Components (`templates/components/*.html`) are reached through the global `ui`: not imported, so that a block rendered
alone finds them, and under a name of their own, so that no view's context hides them.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any, cast

import jinja2
from babel.dates import get_month_names
from django.templatetags.static import static
from django.utils import translation
from jinja2 import nodes
from jinja2.visitor import NodeTransformer

from abonent import profile
from abonent.language import written
from abonent.web.addresses import address
from abonent.web.brand import logo_url, theme_url
from abonent.web.escaping import PageCode, escaped
from abonent.web.icons import icon_url

COMPONENTS = (
    "card",
    "chart",
    "desk",
    "flow",
    "form",
    "frame",
    "icon",
    "money",
    "public",
    "rights",
    "statement",
    "words",
)
REMEMBERED = ("buttons", "help", "icon", "menu", "tag")
"""Components that are the same wherever they are given the same, and are on every page: not made again each time.

What they show is all in their arguments; a text and the same as markup are not the same.
"""

TRANSLATIONS: dict[str, Callable[..., str]] = {
    "_": translation.gettext,
    "gettext": translation.gettext,
    "pgettext": translation.pgettext,
}


class Environment(jinja2.Environment):
    """Jinja2's environment that speaks one language; without one it asks for the active language at every text."""

    language = ""
    code_generator_class = PageCode
    escaped = staticmethod(escaped)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if not self.language:
            return tree
        with translation.override(self.language):
            return cast("nodes.Template", ConstantTexts().visit(tree))


class ConstantTexts(NodeTransformer):
    """Puts the translation where a template asks for that of a constant text; what stands in it is filled in by the page."""

    def visit_Call(self, node: nodes.Call, *args: Any, **kwargs: Any) -> nodes.Node:  # noqa: N802
        self.generic_visit(node, *args, **kwargs)
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        texts = [each.value for each in node.args if isinstance(each, nodes.Const)]
        if name not in TRANSLATIONS or node.dyn_kwargs or len(texts) != len(node.args):
            return node
        # As Jinja's own newstyle gettext: the text is markup, what is filled in is escaped, and a doubled % is one.
        text = nodes.MarkSafeIfAutoescape(nodes.Const(TRANSLATIONS[name](*texts)))
        given = nodes.Dict([nodes.Pair(nodes.Const(word.key), word.value) for word in node.kwargs])
        return nodes.Mod(text, given).set_lineno(node.lineno)


def environment(**options: Any) -> Environment:
    """The environment that all languages grow from; named in settings, called by Django's backend."""
    options |= {
        "undefined": jinja2.StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "extensions": ["jinja2.ext.i18n"],
    }
    env = Environment(**options)
    env.policies["ext.i18n.trimmed"] = True
    env.globals |= {
        "url": address,
        "static": cache(static),  # a file keeps its name while the program runs
        "profile": profile.current,
        "theme_url": theme_url,
        "logo_url": logo_url,
        "icon_url": icon_url,
    }
    cast("Any", env).install_gettext_callables(
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    return env


def in_language(base: Environment, language: str) -> Environment:
    """The same environment for one language: its own compiled templates, its own way to write money and days."""
    env = base.overlay()
    env.language = language
    env.filters = base.filters | filters(language)
    ui = SimpleNamespace()
    env.globals = base.globals | {"language": language, "ui": ui}
    for name in COMPONENTS:
        vars(ui).update(macros(env, name))
    for name in REMEMBERED:
        setattr(ui, name, lru_cache(maxsize=512, typed=True)(getattr(ui, name)))
    return env


def macros(env: Environment, name: str) -> Iterator[tuple[str, Any]]:
    """The public macros of a file of components."""
    module = env.get_template(f"components/{name}.html").make_module()
    return ((key, value) for key, value in vars(module).items() if not key.startswith("_"))


def filters(language: str) -> dict[str, Callable[..., Any]]:
    """How this language writes what is not text; instants are shown in the operator's time zone."""
    words = written(language)

    def money(amount: Decimal | int, currency: str = "") -> str:
        return words.money(Decimal(amount), currency or profile.current().currency)

    return {
        "money": money,
        "number": words.number,
        "day": words.day,
        "day_month": words.day_month,
        "short_day": words.short_day,
        "month": words.month,
        "span": lambda days: words.span(*days),
        "short_month": lambda day: short_months(language)[day.month],
        "clock": lambda at: words.clock(local(at)),
        "moment": lambda at: words.moment(local(at)),
        "local_day": lambda at: words.day(local(at).date()),
        "short_local_day": lambda at: words.short_day(local(at).date()),
        "size": words.size,
        "account": account,
        "iban": iban,
        "tel": tel,
    }


@cache
def short_months(language: str) -> dict[int, str]:
    """The months as short as under a chart, by number from 1 (CLDR)."""
    return dict(get_month_names("abbreviated", context="stand-alone", locale=language))


def local(at: datetime) -> datetime:
    """The instant as clocks show it where the operator is."""
    return at.astimezone(profile.current().zone)


def account(number: str) -> str:
    """The number of a customer's account as people read it."""
    return profile.current().account_number.shown(number)


def iban(number: str) -> str:
    """A bank account in groups of four behind its check digits; it may break in its middle only."""
    head = len(number) % 4
    groups = [number[start : start + 4] for start in range(head, len(number), 4)]
    groups = [number[:head], *groups] if head else groups
    middle = (len(groups) + 1) // 2
    return " ".join("\u00a0".join(half) for half in (groups[:middle], groups[middle:]))


def tel(number: str) -> str:
    """A telephone number for a `tel:` link (RFC 3966): without the spaces that people read."""
    return "tel:" + "".join(sign for sign in number if sign.isdigit() or sign == "+")
