"""Who is invited to somebody's account in the demonstration: Piotr Zieliński's bookkeeper has not answered yet."""

from datetime import date, datetime

from abonent import profile
from abonent.people.actions import Guest, invite, resend_invitation
from abonent.people.models import Account, Invitation, User

ACCOUNT, LOGIN = "100310", "piotr.zielinski"
NAME, MAIL, ROLE = "Ewa Sadowska", "ewa.sadowska@example.com", "SEES"


def invite_the_bookkeeper(*, at: datetime) -> int:
    """Let Piotr have invited her, with a link that works; return how many letters that takes.

    Her letter lies in the outbox, so that the link can be followed. Whatever visitors do with the invitation stays so.
    """
    account, owner = Account.objects.filter(number=ACCOUNT).first(), User.objects.filter(login=LOGIN).first()
    if account is None or owner is None:
        return 0
    sent = Invitation.objects.filter(account=account, mail=MAIL).first()
    if sent is None:
        end = date(profile.today(at).year + 2, 1, 1)
        invite(account, Guest(NAME, MAIL, ROLE, end), at=at, by=owner)
        return 1
    if sent.accepted_at or sent.withdrawn_at or sent.until > at:
        return 0
    resend_invitation(sent, at=at, by=owner)
    return 1
