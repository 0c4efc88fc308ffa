"""A keeper of passkeys in Chromium: its virtual authenticator, whose owner always agrees."""

from typing import Any

from playwright.sync_api import expect

from tests.browser.visitor import Visitor


def a_device(visitor: Visitor, *, verifies: bool = True) -> tuple[Any, str]:
    """Give a browser a passkey keeper, whose owner always agrees: the wire to it, and its number."""
    wire = visitor.context.new_cdp_session(visitor.page)
    wire.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": verifies,
        "automaticPresenceSimulation": True,
    }
    made = wire.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return wire, made["authenticatorId"]


def arrived(visitor: Visitor, path: str) -> None:
    """Wait until the script has asked, the device has signed, and the portal has led on."""
    expect(visitor.page).to_have_url(visitor.street.url + path)
