"""The letters about a debt, word for word, once in each language."""

import pytest

from abonent.post.models import Message
from abonent.post.writing import write
from tests.people import NOON

PL = """\
Wezwanie do zapłaty: 60,00 zł

Konto: 100 234
Zaległość: 60,00 zł, najstarsza część od 17 września 2026

Zapłać do 5 października 2026, w ciągu 7 dni, i na tym sprawa się skończy.
W przeciwnym razie usługa zostanie ograniczona.
Dni liczą się od dnia wysłania tego pisma. Podstawa prawna: Prawo komunikacji elektronicznej z 12.07.2024.

Zapłać tutaj:
http://localhost:8000/pay/

Przelewem:
Iskra Net
10 1090 0004 2000 0000 0010 0234
Tytuł przelewu: 100234

Strona płatności i panel klienta działają zawsze.

Obiecaj zapłatę do wybranego dnia:
http://localhost:8000/promise/

Jeśli jakaś kwota się nie zgadza, zgłoś to przy niej:
http://localhost:8000/statement/

Jeśli należność została zapłacona w ostatnich dniach, wpłata i to pismo się minęły: nic więcej nie trzeba robić.

--
"""

UK = """\
Оплата запізнюється: 60,00 PLN

Особовий рахунок: 100 234
Прострочено: 60,00 PLN, найдавніша частина з 17 вересня 2026
Цей лист коштує 5,00 PLN; плата буде в наступному рахунку.

Сплатіть до 5 жовтня 2026, протягом 1 дня, і на цьому все закінчиться.
Інакше надійде попередження про борг.

Сплатити тут:
"""

EN = """\
The service is limited until PLN 60.00 is paid

Account: 100 234
Overdue: PLN 60.00, the oldest part since 17 September 2026

Once it is paid, everything works again by itself within a few minutes.

Pay by 5 October 2026, within 7 days, and nothing more happens.
Otherwise the service will be switched off.
Legal basis: Prawo komunikacji elektronicznej z 12.07.2024.

To pay:
"""

LAST = """\
The service is switched off until PLN 60.00 is paid

Account: 100 234
Overdue: PLN 60.00, the oldest part since 17 September 2026

Once it is paid, everything works again by itself within a few minutes.
Legal basis: Prawo komunikacji elektronicznej z 12.07.2024.

To pay:
"""


@pytest.mark.parametrize(
    ("template", "language", "said", "begins"),
    [
        ("debt_notice", "pl", {"next": "RESTRICTION"}, PL),
        ("debt_reminder", "uk", {"next": "NOTICE", "days": 1, "fee": "5.00"}, UK),
        ("debt_restricted", "en", {"next": "SUSPENSION"}, EN),
        ("debt_suspended", "en", {"next": "", "by": "", "days": 0}, LAST),
    ],
)
def test_a_letter_about_a_debt_says_all_that_is_needed(
    template: str, language: str, said: dict[str, object], begins: str
) -> None:
    context = {
        "account": "100234",
        "amount": "60.00",
        "since": "2026-09-17",
        "by": "2026-10-05",
        "days": 7,
        "bank_account": "10109000042000000000100234",
        "fee": "",
        **said,
    }

    letter = write(Message(template=template, language=language, context=context, queued_at=NOON))

    written = f"{letter.subject}\n\n{letter.text}".replace("\xa0", " ").replace("-- \n", "--\n")
    assert written[: len(begins)] == begins
