"""The outbox of a demonstration, which no other portal has."""

from playwright.sync_api import expect

from abonent.post.models import Message
from tests.browser import scenes
from tests.browser.conftest import Visit
from tests.browser.page_check import check_page
from tests.browser.street import Street, portal
from tests.listening import eventually


def test_what_left_can_be_read_in_a_demonstration_only(visit: Visit, the_street: Street) -> None:
    olena = scenes.customer()
    scenes.with_app(olena.user)
    to = f"konto{olena.account.number}@example.com"
    eventually(lambda: Message.objects.get(to=to).sent_at)
    visitor = visit()
    visitor.go("/demo/outbox/", 404)

    folder = str(the_street.folder)
    with portal(the_street.folder, the_street.environment, "demo", ABONENT_DEMO=folder, ABONENT_DATA=folder) as url:
        page = visitor.page
        page.goto(f"{url}/demo/outbox/")
        check_page(page)
        visitor.answer(page.locator(".rows li", has_text=to).get_by_role("link").click)
        expect(page.locator("main")).to_contain_text(to)
        check_page(page)
