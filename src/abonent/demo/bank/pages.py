"""The customer's pages of the sandbox bank: plain HTML, no script, its own look on purpose."""

from decimal import Decimal
from html import escape

from abonent.demo.bank.outcomes import HARD, PLAIN
from abonent.demo.bank.store import Payment
from abonent.demo.bank.words import WORDS


def payment(payment: Payment, recipient: str) -> str:
    """The order with its buttons, or how it ended."""
    language = payment.language if payment.language in WORDS else "en"
    words = WORDS[language]
    amount = _money(payment.amount, payment.currency, language)
    heading = words["heading"].format(amount=amount)
    rows = [("recipient", recipient), ("title", payment.title), ("amount", amount)]
    facts = "".join(f"<div><dt>{words[key]}</dt><dd>{escape(value)}</dd></div>" for key, value in rows)
    rest = _choices(payment, words, amount) if payment.status == "PENDING" else _ending(payment, words)
    return _page(language, heading, f"<dl>{facts}</dl>{rest}")


def unknown() -> str:
    words = WORDS["en"]
    return _page("en", words["unknown"], f"<p>{words['unknown?']}</p>")


def front(label: str) -> str:
    return _page("en", WORDS["en"]["bank"], f"<p>This is a {label}.</p>")


def _choices(payment: Payment, words: dict[str, str], amount: str) -> str:
    plain = "".join(_button(name, words, amount) for name in PLAIN)
    hard = "".join(_button(name, words, amount) for name in HARD)
    return (
        f'<form method="post" action="/pay/{escape(payment.token)}"><h2>{words["choose"]}</h2>'
        f"<ul>{plain}</ul><details><summary>{words['hard']}</summary><ul>{hard}</ul></details></form>"
    )


def _button(name: str, words: dict[str, str], amount: str) -> str:
    label = escape(words[name].format(amount=amount))
    return (
        f'<li><button name="outcome" value="{name}" aria-describedby="{name}-what">{label}</button>'
        f'<p id="{name}-what">{escape(words[name + "?"])}</p></li>'
    )


def _ending(payment: Payment, words: dict[str, str]) -> str:
    back = f'<a href="{escape(payment.return_url)}">{words["back"]}</a>'
    return f"<p><strong>{words[payment.status]}</strong></p><p>{back}</p>"


def _money(amount: Decimal, currency: str, language: str) -> str:
    """No-break spaces inside, the comma where it is usual: 1 234,50 PLN."""
    text = f"{amount:,.2f}"
    if language != "en":
        text = text.replace(",", "\u00a0").replace(".", ",")
    return f"{text}\u00a0{currency}"


def _page(language: str, heading: str, content: str) -> str:
    words = WORDS[language]
    return f"""<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{escape(heading)} – {words["bank"]}</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header><p class="bank">{words["bank"]}</p><p class="label">{words["label"]}</p></header>
<main>
<h1>{escape(heading)}</h1>
{content}
</main>
</body>
</html>
"""
