"""Where banks call: the one address that takes a form without our token, because what comes is signed instead."""

import logging

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from abonent.billing import actions, queries
from abonent.billing.gateways import UnknownGateway
from abonent.billing.gateways import gateway as of_name
from abonent.billing.jobs import ask
from abonent.billing.ports import Heard, Refused
from abonent.journal.actions import record
from abonent.web.page import open_page

log = logging.getLogger(__name__)

LARGEST = 64 * 1024
"""Bytes that a message of a bank may have; ours have about one thousand."""

NOTED = 60
"""So many refusals a minute are written into the journal; a flood of them goes to the log alone."""


@open_page()
@csrf_exempt
@require_POST
def payment_hook(request: HttpRequest, gateway: str) -> HttpResponse:
    """Hear what a bank says. 200: heard, now or before; 400 and 413: not from the bank; 404: nothing that we know of."""
    try:
        _take_in(gateway, request)
    except Refused as refused:
        return _turned_away(gateway, refused.why, 413 if refused.why == "too-large" else 400)
    except UnknownGateway:
        return _turned_away("", "unknown-gateway", 404)
    except actions.UnknownPayment:
        return _turned_away(gateway, "unknown-payment", 404)
    return HttpResponse("heard\n", content_type="text/plain; charset=utf-8")


def _take_in(name: str, request: HttpRequest) -> None:
    """Believe what a bank says when it agrees with our record, else ask the bank."""
    bank = of_name(name)
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise Refused("too-large")
    heard = bank.hear(body, request.headers)
    try:
        actions.hear(name, heard, at=timezone.now())
    except actions.Doubtful:
        _ask(name, heard)


def _ask(gateway: str, heard: Heard) -> None:
    log.warning("%s said something else of a payment than was ordered: asking", gateway)
    payment = queries.payment_of_gateway(gateway, heard.ref)
    if payment is not None and payment.gateway_ref:
        ask.defer(payment=payment.pk)


def _turned_away(gateway: str, why: str, status: int) -> HttpResponse:
    """Refuse, and say to nobody but ourselves why: in one word, without what was sent."""
    log.warning("A message to %s's hook was turned away: %s", gateway or "an unknown bank", why)
    at = timezone.now()
    minute = f"callbacks-turned-away:{at:%d%H%M}"
    cache.add(minute, 0, timeout=120)
    if cache.incr(minute) <= NOTED:
        record("callback.refused", at=at, via="bank", data={"gateway": gateway, "why": why})
    return HttpResponse("refused\n", status=status, content_type="text/plain; charset=utf-8")
