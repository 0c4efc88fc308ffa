"""How templates escape what stands in them: as Jinja does, without the detours that MarkupSafe makes for every value.

A long page has several hundred values. `markupsafe.escape` wraps each in Markup, which is taken off again when the page is
put together, and that takes three times as long as the escaping (docs/measured.md).
"""

from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]


def escaped(value: Any) -> str:
    """Return what stands on a page for a value: text is escaped, markup stays as it is."""
    kind = type(value)
    if kind is str:
        return _escape_inner(value)
    return value if kind is Markup else escape(value)


class PageCode(CodeGenerator):
    """Writes the code of a template, in which each value is given to `escaped` of its environment."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")
