"""Addresses of what customers settle about themselves and their account."""

from django.urls import path

from abonent.web.me import address, consents, contact, hub, invoice_data, joining, my_data, own_mail, people, seen

urlpatterns = [
    path("join/<str:token>/", joining.join_link, name="join_link"),
    path("invited/", joining.join, name="join"),
    path("invited/accept/", joining.join_account, name="join_account"),
    path("invited/new/", joining.join_new, name="join_new"),
    path("me/", hub.me, name="me"),
    path("me/contact/", contact.my_contact, name="my_contact"),
    path("me/contact/mail/", contact.add_mail, name="add_mail"),
    path("me/contact/phone/", contact.add_phone, name="add_phone"),
    path("me/contact/<int:contact>/change/", contact.change_contact, name="change_contact"),
    path("me/contact/<int:contact>/confirm/", contact.confirm_contact, name="confirm_contact"),
    path("me/contact/<int:contact>/code/", contact.send_contact_code, name="send_contact_code"),
    path("me/contact/<int:contact>/remove/", contact.remove_contact, name="remove_contact"),
    path("me/address/", address.my_address, name="my_address"),
    path("me/address/change/", address.change_address, name="change_address"),
    path("me/consents/", consents.my_consents, name="my_consents"),
    path("me/consents/change/", consents.change_consent, name="change_consent"),
    path("me/mail/", own_mail.my_mail, name="my_mail"),
    path("me/mail/add/", own_mail.add_own_mail, name="add_own_mail"),
    path("me/mail/<int:own_contact>/change/", own_mail.change_own_mail, name="change_own_mail"),
    path("me/mail/<int:own_contact>/confirm/", own_mail.confirm_own_mail, name="confirm_own_mail"),
    path("me/mail/<int:own_contact>/code/", own_mail.send_own_mail_code, name="send_own_mail_code"),
    path("me/mail/<int:own_contact>/remove/", own_mail.remove_own_mail, name="remove_own_mail"),
    path("me/people/", people.my_people, name="my_people"),
    path("me/people/invite/", people.invite_person, name="invite_person"),
    path("me/people/invitations/<int:invitation>/resend/", people.resend_invitation, name="resend_invitation"),
    path("me/people/invitations/<int:invitation>/withdraw/", people.withdraw_invitation, name="withdraw_invitation"),
    path("me/people/<int:right>/", people.person_deeds, name="person_deeds"),
    path("me/people/<int:right>/end/", people.end_right, name="end_right"),
    path("me/invoice-data/", invoice_data.invoice_data, name="invoice_data"),
    path("me/invoice-data/change/", invoice_data.change_invoice_data, name="change_invoice_data"),
    path("me/data/", my_data.my_data, name="my_data"),
    path("me/data/<slug:takeout>/", my_data.my_archive, name="my_archive"),
    path("me/seen/", seen.my_seen, name="my_seen"),
    path("me/right/", joining.my_right, name="my_right"),
    path("me/right/end/", joining.leave_account, name="leave_account"),
]
