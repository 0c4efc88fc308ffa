"""Every page of the portal in every state it has, looked at once by everything in page_check."""

from tests.browser.conftest import Visit
from tests.browser.page_check import check_page


def test_sign_in(visit: Visit) -> None:
    check_page(visit().go("/signin/"))
