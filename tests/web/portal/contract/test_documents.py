"""Documents of a contract: confirmations of its terms, papers that come back as they were, for its owner alone."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from abonent import profile
from abonent.contracts.models import Agreement
from abonent.people.models import Account, User
from abonent.post.models import Document
from tests import people
from tests.web.doors import kinds, text
from tests.web.portal.contract.papers import PDF, confirm, page, paper


def test_the_confirmation_is_made_kept_and_given_out(browser: Client, agreement: Agreement, olena: User) -> None:
    answer = confirm(browser)

    document = Document.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/contract/?made={document.ref}")
    assert (document.kind, document.template, document.language, document.kept_by_id) == (
        "TERMS", "terms@1", "en", olena.pk,
    )  # fmt: skip
    assert document.title == "Terms of agreement U/2025/100234 as of 21 November 2026"
    said = page(browser, f"?made={document.ref}")
    assert "The confirmation is ready It stays here, and nobody can change it. Download PDF" in said
    assert f"{document.sha256[:8]}… – {document.title} Fingerprint (SHA-256) {document.sha256}" in said
    file = browser.get(f"/contract/documents/{document.ref}/")
    assert file.content.startswith(b"%PDF-")
    assert kinds("document.kept") == ["document.kept"]


def test_asking_twice_gives_the_same_document(browser: Client, agreement: Agreement) -> None:
    assert confirm(browser)["Location"] == confirm(browser)["Location"]

    assert Document.objects.count() == 1


def test_no_more_than_some_new_ones_a_day(browser: Client, agreement: Agreement) -> None:
    most = profile.current().panel.contract.confirmations_a_day
    for holder in range(most):
        Account.objects.filter(number="100234").update(holder=f"Olena {holder}")
        assert confirm(browser).status_code == 302
    again = confirm(browser)
    Account.objects.filter(number="100234").update(holder="Olena the last")

    refused = confirm(browser)

    assert (again.status_code, refused.status_code) == (302, 429)
    assert text(refused).startswith("Error: Contract – Iskra Net")
    assert "No more confirmations can be made today At most 5 new ones a day" in text(refused)
    assert Document.objects.count() == most


def test_a_document_comes_back_as_it_was_under_a_name_that_every_system_can_write(
    browser: Client, account: Account, agreement: Agreement
) -> None:
    title = 'Załącznik "ł/2" – Умова\r\nX: y'
    answer: Any = browser.get(f"/contract/documents/{paper(account, title).ref}/")

    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, PDF, "application/pdf")
    assert answer["Content-Disposition"] == (
        "attachment; filename=\"Zalacznik-l-2-X-y.pdf\"; filename*=UTF-8''Za%C5%82%C4%85cznik%20%22%C5%82%2F2%22%20%E2%80%93"
        "%20%D0%A3%D0%BC%D0%BE%D0%B2%D0%B0%20X%3A%20y.pdf"
    )
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store, private")


def test_a_title_in_other_letters_still_has_a_name(browser: Client, account: Account, agreement: Agreement) -> None:
    answer = browser.get(f"/contract/documents/{paper(account, 'Договір.').ref}/")

    assert (
        "filename=\"document.pdf\"; filename*=UTF-8''%D0%94%D0%BE%D0%B3%D0%BE%D0%B2%D1%96%D1%80.pdf"
        in answer["Content-Disposition"]
    )


def test_a_damaged_document_is_not_given_out(
    browser: Client, account: Account, agreement: Agreement, folder: Path
) -> None:
    document = paper(account)
    (folder / document.sha256[:2] / document.sha256[2:]).write_bytes(b"%PDF-1.7 forged")

    answer: Any = browser.get(f"/contract/documents/{document.ref}/")

    assert answer.status_code == 500
    assert "This document cannot be given out" in text(answer)
    assert b"forged" not in answer.content


def test_another_s_document_is_not_there(browser: Client, agreement: Agreement, neighbour: Account) -> None:
    theirs = paper(neighbour)

    assert browser.get(f"/contract/documents/{theirs.ref}/").status_code == 404
    assert browser.get(f"/contract/documents/{theirs.sha256}/").status_code == 404
    assert "Umowa nr" not in page(browser, f"?made={theirs.ref}")
    assert confirm(browser, Agreement.objects.get(account=neighbour).number.replace("/", "-")).status_code == 404


@pytest.mark.parametrize("role", ["PAYS", "SEES"])
def test_others_see_the_contract_but_not_its_documents(
    client: Client, account: Account, agreement: Agreement, role: str
) -> None:
    document, paula = paper(account), people.person("paula", "Paula Maj", language="en")
    people.access(account, paula, role)
    client.force_login(paula)

    said = page(client)

    assert "Minimum term until 12 March 2027" in said
    assert "Umowa nr" not in said
    assert "The documents of the agreement are for the account owner." in said
    assert client.get(f"/contract/documents/{document.ref}/").status_code == 403
    assert confirm(client).status_code == 403
    assert Document.objects.count() == 1
