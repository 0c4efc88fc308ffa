"""Why a router did not do what it was told, in words: its Error-Cause, or what there was instead of an answer."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GONE = 503
"""Session-Context-Not-Found: the router has no such session, so there is nothing left to do."""

SILENT, CLOSED, UNSIGNED, SECRET = "silent", "closed", "unsigned", "secret"

NO_ANSWER: dict[str, Promise] = {
    SILENT: _("It does not answer"),
    CLOSED: _("It answers that nothing listens for changes there"),
    UNSIGNED: _("It answers with another secret than the one kept here"),
    SECRET: _("The secret kept for it cannot be opened with the keys of this house"),
}

ERROR_CAUSES: dict[int, Promise] = {
    401: _("It does not know one of the attributes"),
    402: _("It misses an attribute"),
    403: _("It says that another device is meant"),
    404: _("It does not understand the request"),
    405: _("It cannot do this with sessions of this kind"),
    406: _("It does not know this kind of request"),
    407: _("It does not take the value of an attribute"),
    501: _("Its settings forbid it"),
    502: _("It cannot pass the request on"),
    503: _("It does not know the session"),
    504: _("It cannot end the session"),
    505: _("Whoever it passed the request on to failed"),
    506: _("It is short of memory or time"),
    507: _("It has begun, and is not done yet"),
    508: _("It cannot change several sessions at once"),
}
"""RFC 5176, section 3.6."""

REFUSED = _("It refused, and did not say why")


def said(word: str) -> Promise:
    """Return for people what a device's `failure` or a session's `refused` says."""
    if word in NO_ANSWER:
        return NO_ANSWER[word]
    return ERROR_CAUSES.get(int(word), REFUSED) if word.isdecimal() else REFUSED
