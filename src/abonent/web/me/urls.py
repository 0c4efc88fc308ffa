"""Addresses of what customers settle about themselves and their account."""

from django.urls import path

from abonent.web.me import invoice_data, joining, people

urlpatterns = [
    path("join/<str:token>/", joining.join_link, name="join_link"),
    path("invited/", joining.join, name="join"),
    path("invited/accept/", joining.join_account, name="join_account"),
    path("invited/new/", joining.join_new, name="join_new"),
    path("me/people/", people.my_people, name="my_people"),
    path("me/people/invite/", people.invite_person, name="invite_person"),
    path("me/people/invitations/<int:invitation>/resend/", people.resend_invitation, name="resend_invitation"),
    path("me/people/invitations/<int:invitation>/withdraw/", people.withdraw_invitation, name="withdraw_invitation"),
    path("me/people/<int:right>/", people.person_deeds, name="person_deeds"),
    path("me/people/<int:right>/end/", people.end_right, name="end_right"),
    path("me/invoice-data/", invoice_data.invoice_data, name="invoice_data"),
    path("me/invoice-data/change/", invoice_data.change_invoice_data, name="change_invoice_data"),
    path("me/right/", joining.my_right, name="my_right"),
    path("me/right/end/", joining.leave_account, name="leave_account"),
]
