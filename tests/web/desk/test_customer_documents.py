"""Documents of a customer at the desk: listed, fetched as they were kept, added after a look; and nothing else gets in."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abonent.contracts.models import Agreement
from abonent.people.models import Account, User
from abonent.post import keeping
from abonent.post.models import Document, Message
from tests.web.desk import things
from tests.web.doors import hidden, text

HERE = "/desk/customers/100234/documents/"
ADD = f"{HERE}new/"
PDF = b"%PDF-1.7 signed by both"


def number(account: Account) -> str:
    return Agreement.objects.get(account=account).number


def chosen(account: Account, content: bytes = PDF, name: str = "umowa.pdf", **more: Any) -> dict[str, Any]:
    file = SimpleUploadedFile(name, content)
    return {"file": file, "kind": "ANNEX", "agreement": number(account), "title": "", "step": "check", **more}


def checked(client: Client, account: Account, **more: Any) -> dict[str, str]:
    """Choose a file, and return what the page of the check sends on."""
    page = client.post(ADD, chosen(account, **more)).content.decode()
    return {name: hidden(page, name) for name in ("held", "kind", "agreement", "title")} | {"step": "add"}


def test_documents_stand_with_who_added_them_and_who_reads_them(
    clerk: Client, clerk_user: User, account: Account
) -> None:
    things.document(account, by=clerk_user.pk)
    things.document(account, b"%PDF- inner", subject="", kind="OTHER", title="Notatka")

    said = text(clerk.get(HERE))

    assert f"Umowa {number(account)} agreement {number(account)} PDF Zofia Clerk the customer, too" in said
    assert "Notatka document – PDF – the office only" in said


def test_a_document_is_given_as_it_was_kept_and_can_do_nothing(clerk: Client, account: Account) -> None:
    found = things.document(account, PDF)

    answer = clerk.get(f"{HERE}{found.ref}/")

    assert answer.content == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_damaged_document_is_not_given(clerk: Client, account: Account) -> None:
    found = things.document(account, PDF)
    keeping._path(found.sha256).write_bytes(b"%PDF-1.7 altered")  # noqa: SLF001

    answer = clerk.get(f"{HERE}{found.ref}/")

    assert answer.status_code == 500
    assert b"altered" not in answer.content


def test_anothers_document_is_not_here(clerk: Client, account: Account, neighbour: Account) -> None:
    found = things.document(neighbour, PDF)

    assert clerk.get(f"{HERE}{found.ref}/").status_code == 404
    assert clerk.get(f"{HERE}no-such-document/").status_code == 404


def test_a_file_is_chosen_checked_and_kept(clerk: Client, clerk_user: User, account: Account) -> None:
    page = clerk.post(ADD, chosen(account))

    assert (
        f"Olena Petrenko, 100 234 File umowa.pdf, 1 kB Kind annex to the agreement Agreement {number(account)}"
        in text(page)
    )
    assert "A letter about it goes to 1 address." in text(page)
    assert not Document.objects.exists()

    answer = clerk.post(ADD, checked(clerk, account), follow=True)

    kept = Document.objects.get()
    assert "The document is kept" in text(answer)
    assert (kept.kind, kept.title) == ("ANNEX", f"Aneks do umowy {number(account)}")
    assert (kept.subject, kept.kept_by_id) == (f"agreement:{number(account)}", clerk_user.pk)
    assert keeping.content(kept) == PDF
    assert Message.objects.get().template == "document_added"


def test_a_double_click_keeps_one_and_writes_one_letter(clerk: Client, account: Account) -> None:
    form = checked(clerk, account)

    for _ in range(2):
        assert clerk.post(ADD, form).status_code == 302

    assert (Document.objects.count(), Message.objects.count()) == (1, 1)


def test_the_same_file_is_told_of_before_it_is_kept_again(clerk: Client, account: Account) -> None:
    things.document(account, PDF)

    said = text(clerk.post(ADD, chosen(account)))

    assert "The same file is kept for this customer already" in said


def test_changing_ones_mind_loses_nothing(clerk: Client, account: Account) -> None:
    form = checked(clerk, account, title="Aneks nr 2")

    page = clerk.post(ADD, {**form, "step": "change"})

    assert page.status_code == 200
    assert "Chosen: umowa.pdf, 1 kB" in text(page)
    assert 'value="Aneks nr 2"' in page.content.decode()
    assert hidden(page.content.decode(), "held")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "This file is empty"),
        (b"MZ\x90\x00 a program", "neither a PDF nor a PNG or JPEG picture"),
        (b"<svg onload=alert(1)>", "neither a PDF nor a PNG or JPEG picture"),
        (b"%PDF-" + b"x" * keeping.LARGEST, "This file is too large"),
    ],
)
def test_a_wrong_file_is_told_at_its_field(clerk: Client, account: Account, content: bytes, told: str) -> None:
    answer = clerk.post(ADD, chosen(account, content, "umowa.pdf", title="Ważny"))

    assert answer.status_code == 422
    assert told in text(answer)
    assert "<title>Error: " in answer.content.decode()
    assert 'value="Ważny"' in answer.content.decode()
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"kind": "TERMS"}, "Please choose one."),
        ({"agreement": "U/somebody-else"}, "Please choose one."),
        ({"title": "x" * 161}, "At most 160 characters"),
        ({"title": "a\u202eb"}, "cannot be printed"),
    ],
)
def test_what_is_wrong_beside_the_file_is_told(
    clerk: Client, account: Account, more: dict[str, Any], told: str
) -> None:
    answer = clerk.post(ADD, chosen(account, **more))

    assert answer.status_code == 422
    assert told in text(answer)
    assert "Chosen: umowa.pdf" in text(answer)


def test_without_a_file_nothing_is_kept(clerk: Client, account: Account) -> None:
    answer = clerk.post(ADD, {"kind": "ANNEX", "agreement": number(account), "step": "add"})

    assert (answer.status_code, "Please choose a file." in text(answer)) == (422, True)


def test_a_file_that_waits_is_bound_to_its_customer_and_person(
    clerk: Client, accountant: Client, account: Account, neighbour: Account
) -> None:
    form = checked(clerk, account)

    for client, where, agreement in (
        (accountant, ADD, number(account)),
        (clerk, "/desk/customers/100777/documents/new/", number(neighbour)),
    ):
        answer = client.post(where, {**form, "agreement": agreement})
        assert (answer.status_code, "has waited too long" in text(answer)) == (422, True)
    assert clerk.post(ADD, {**form, "held": form["held"] + "x"}).status_code == 422
    assert not Document.objects.exists()


def test_what_belongs_to_no_agreement_is_the_offices_and_needs_no_letter(
    clerk: Client, browser_of_olena: Client, account: Account
) -> None:
    form = checked(clerk, account, agreement="", title="Notatka")
    clerk.post(ADD, form)

    assert Document.objects.get().subject == ""
    assert not Message.objects.exists()
    assert "Notatka" not in browser_of_olena.get("/contract/").content.decode()


def test_what_belongs_to_an_agreement_is_read_by_the_customer(
    clerk: Client, browser_of_olena: Client, account: Account
) -> None:
    clerk.post(ADD, checked(clerk, account, title="Aneks nr 2"))

    assert "Aneks nr 2" in browser_of_olena.get("/contract/").content.decode()


def test_many_documents_ask_as_much_as_one(clerk: Client, account: Account) -> None:
    counts = []
    for first in (0, 1):
        for number_ in range(first, first * 59 + 1):
            things.document(account, f"%PDF-{number_}".encode())
        clerk.get(HERE)
        with CaptureQueriesContext(connection) as found:
            assert clerk.get(HERE).status_code == 200
        counts.append(len(found))

    assert counts[0] == counts[1] <= 13


@pytest.fixture
def browser_of_olena(olena: User) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(olena)
    return client


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Any) -> None:
    """Keep documents where only this test looks."""
    settings.ABONENT_DATA = str(tmp_path)


def test_a_role_that_may_look_may_not_add(admin: Client, account: Account) -> None:
    assert ADD not in admin.get(HERE).content.decode()
    assert admin.post(ADD, chosen(account)).status_code == 403
