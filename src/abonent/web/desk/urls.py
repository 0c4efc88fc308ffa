"""Addresses of the staff's desk. Where one address could be read as another, the narrower one stands first."""

from django.urls import URLPattern, path

from abonent.web.desk import changes, customer_messages, customer_notes, customer_overview, sign_in, today, view_as

urlpatterns: list[URLPattern] = [
    path("", today.desk, name="desk"),
    path("changes/", changes.desk_changes, name="desk_changes"),
    path("changes.csv", changes.desk_changes_csv, name="desk_changes_csv"),
    path("changes/<slug:order>/", changes.desk_change, name="desk_change"),
    path("signin/", sign_in.desk_sign_in, name="desk_sign_in"),
    path("signin/passkey/", sign_in.desk_passkey_sign_in, name="desk_passkey_sign_in"),
    path("signin/passkey/question/", sign_in.desk_passkey_question, name="desk_passkey_question"),
    path("viewing/end/", view_as.desk_end_view, name="desk_end_view"),
    # Pages of one customer; what else stands directly under customers/ stands above.
    path("customers/<slug:number>/", customer_overview.desk_customer, name="desk_customer"),
    path("customers/<slug:number>/view/", view_as.desk_view_as, name="desk_view_as"),
    path("customers/<slug:number>/notes/", customer_notes.desk_add_note, name="desk_add_note"),
    path("customers/<slug:number>/notes/<int:note>/remove/", customer_notes.desk_remove_note, name="desk_remove_note"),
    path("customers/<slug:number>/messages/", customer_messages.desk_customer_messages, name="desk_customer_messages"),
    path("customers/<slug:number>/messages/<int:message>/", customer_messages.desk_customer_message, name="desk_customer_message"),
]
