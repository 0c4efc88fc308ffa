"""The password of a line: chosen and refused by its owner's page, checked at the desk."""

from tests.browser import scenes
from tests.browser.views import view
from tests.browser.visitor import Visitor
from tests.modules import internet


@view("line_password")
def a_password_that_is_too_short(visitor: Visitor) -> None:
    olena = scenes.customer("Katarzyna Brzęczyszczykiewicz-Wiśniewska")
    line = internet.line(olena.account)
    internet.session(line, None)
    visitor.sign_in(olena.user, stepped_up=True).go(f"/lines/{line.pk}/password/")
    assert visitor.send(password="short") == 422


@view("desk_line_password", lasting=False)
def a_password_to_check_on_the_telephone(visitor: Visitor) -> None:
    line = internet.line(scenes.customer().account)
    visitor.sign_in(scenes.colleague("TECHNICIAN", "Oleh Hrab")).go(f"/desk/network/lines/{line.pk}/password/")
    visitor.send()
