"""The template backend that settings name: Jinja2 with one environment per language.

A text that is constant in a template is translated once, when the template is compiled for that language,
instead of in every request. A block of a page can be rendered alone, for the parts that htmx swaps.
"""

from collections.abc import Mapping
from typing import Any

import jinja2
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import TemplateDoesNotExist, loader
from django.template.backends.jinja2 import Jinja2, Template
from django.template.backends.utils import csrf_input
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from abonent.web.jinja import Environment, in_language


class Page(Template):
    """A template that can also be rendered in part."""

    template: jinja2.Template
    backend: Any

    def render(self, context: Mapping[str, Any] | None = None, request: HttpRequest | None = None) -> str:
        return self.template.render(self._whole(context or {}, request))

    def render_block(self, block: str, context: Mapping[str, Any], request: HttpRequest) -> str:
        """Render one block as it would stand in the whole page. Raises KeyError when this very template has no such block."""
        return "".join(self.template.blocks[block](self.template.new_context(self._whole(context, request))))

    def _whole(self, context: Mapping[str, Any], request: HttpRequest | None) -> dict[str, Any]:
        """Add what Django's backend adds; but its forms' token is masked once a page and not once a form."""
        whole = dict(context)
        if request is not None:
            whole["request"] = request
            whole["csrf_input"] = SimpleLazyObject(lambda: csrf_input(request))
            for processor in self.backend.template_context_processors:
                whole |= processor(request)
        return whole


class Pages(Jinja2):
    """Django's own Jinja2 backend, asked for a template in the active language."""

    env: Environment

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._by_language: dict[str, Environment] = {}

    @property
    def spoken(self) -> Environment:
        """The environment of the active language, made when it is first needed."""
        language = get_language() or settings.LANGUAGE_CODE
        found = self._by_language.get(language)
        if found is None:
            found = self._by_language[language] = in_language(self.env, language)
        return found

    def from_string(self, template_code: str) -> Page:
        return Page(self.spoken.from_string(template_code), self)

    def get_template(self, template_name: str) -> Page:
        """Raises TemplateDoesNotExist; a mistake in a template is Jinja's own error, which names file and line."""
        try:
            return Page(self.spoken.get_template(template_name), self)
        except jinja2.TemplateNotFound as missing:
            raise TemplateDoesNotExist(str(missing.name), backend=self) from missing


def render_block(
    request: HttpRequest, template: str, block: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """Answer with one block of a page: the part that htmx swaps.

    The block sees the view's context and the globals (components, url, …), not what the page sets or imports at its top.
    """
    page = loader.get_template(template)
    if not isinstance(page, Page):
        raise TypeError(f"{template} is not one of our pages.")
    return HttpResponse(page.render_block(block, context, request), status=status)


def live(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """Answer with a page that asks again by itself: the whole, or for htmx its block `live` alone."""
    if "HX-Request" in request.headers:
        answer = render_block(request, template, "live", context)
    else:
        answer = render(request, template, dict(context))
    patch_vary_headers(answer, ("HX-Request",))
    return answer
