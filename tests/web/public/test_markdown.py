"""Texts as HTML: what they may look like, and that nothing in them can do harm (OWASP ASVS 5.0, 1.3.5)."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from abonent import profile
from abonent.web.public import markdown

TAGS = {"p", "strong", "em", "a", "ul", "ol", "li", "h2", "h3", "h4", "h5", "h6", "code", "pre", "blockquote", "hr", "br"}  # fmt: skip
ATTRIBUTES = {"href", "title", "class", "start"}
HARMFUL = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "<div style='position:fixed'>x</div>",
    "<!-- --><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](java%0ascript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](vbscript:msgbox)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](data:image/png;base64,AAAA)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](/\\evil.example)",
    "[x](\\\\evil.example)",
    "[x](</\t/evil.example>)",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "![x](https://evil.example/pixel.gif)",
    "![x](javascript:alert(1))",
    "![x][y]\n\n[y]: https://evil.example/pixel.gif",
    '[x](https://a.example "\\" onmouseover=alert(1) x=\\"")',
    '[x](https://a.example/"onmouseover=alert(1))',
    "`<script>alert(1)</script>`",
    "```\n</code></pre><script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\nx\n```',
    "# <script>alert(1)</script>",
    "* <script>alert(1)</script>",
    "> <script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\x00<script>alert(1)</script>",
    "[<script>alert(1)</script>](https://a.example)",
    "{{ 7 * 7 }}{% raw %}",
]  # fmt: skip


class Seen(HTMLParser):
    """What a browser would see: tags, their attributes, addresses."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src"}]


@pytest.mark.parametrize("text", HARMFUL)
def test_nothing_harmful_comes_out(text: str) -> None:
    seen = Seen(markdown.html(text))

    assert seen.tags <= TAGS
    assert seen.attributes <= ATTRIBUTES
    assert all(re.match(r"https://(a\.example|evil\.example/pixel)|/%(5C|09)", address) for address in seen.addresses)


@pytest.mark.parametrize(
    "address",
    ["https://example.com/", "http://example.com", "mailto:biuro@example.com", "tel:+48859990123", "/pl/help/#pay", "#pay"],
)  # fmt: skip
def test_harmless_links_work(address: str) -> None:
    assert markdown.html(f"[here]({address})") == f'<p><a href="{address}">here</a></p>\n'


def test_the_first_heading_belongs_to_the_page() -> None:
    assert markdown.html("# One\n## Two\n### Three") == "<h2>One</h2>\n<h2>Two</h2>\n<h3>Three</h3>\n"


def test_questions_are_found_with_their_names(tmp_path: Path) -> None:
    file = tmp_path / "help.md"
    file.write_text(
        "Before.\n\n## Bills {#bills}\n\n### Where? {#where}\n\nHere.\n\n### When?\n\nNow.\n\n## More\n\n### Why?\nSo.\n"
    )

    bills, more = markdown.questions(file)

    assert (bills.anchor, bills.title) == ("bills", "Bills")
    assert [(each.anchor, each.title, each.answer) for each in bills.questions] == [
        ("where", "Where?", "<p>Here.</p>\n"),
        ("s1-2", "When?", "<p>Now.</p>\n"),
    ]
    assert (more.anchor, more.questions[0].anchor, more.questions[0].title) == ("s2", "s2-1", "Why?")


def test_the_same_questions_are_answered_in_every_language() -> None:
    names = {
        language: [
            (subject.anchor, [question.anchor for question in subject.questions])
            for subject in markdown.questions(file)
        ]
        for language, file in profile.current().panel.public.help.items()
    }

    assert names["pl"] == names["uk"] == names["en"]
    questions = [question for _, found in names["pl"] for question in found]
    assert len(questions) == len(set(questions)) >= 20


@pytest.mark.parametrize("page", ["privacy", "accessibility"])
def test_texts_have_the_same_parts_in_every_language(page: str) -> None:
    files = getattr(profile.current().panel.public, page)

    assert len({markdown.page(file).text.count("<h2>") for file in files.values()}) == 1
    assert len({markdown.page(file).title for file in files.values()}) == 3
