"""Addresses of one customer's pages at the desk."""

from django.urls import URLPattern, path

from abonent.web.desk import (
    customer_contract,
    customer_documents,
    customer_history,
    customer_invite,
    customer_messages,
    customer_money,
    customer_notes,
    customer_overview,
    customer_people,
    statement,
)

_ONE = "customers/<slug:number>/"
_INVITATION = f"{_ONE}people/invitations/<int:invitation>/"

urlpatterns: list[URLPattern] = [
    path(_ONE, customer_overview.desk_customer, name="desk_customer"),
    path(f"{_ONE}money/", customer_money.desk_customer_money, name="desk_customer_money"),
    path(f"{_ONE}money.csv", customer_money.desk_customer_money_csv, name="desk_customer_money_csv"),
    path(f"{_ONE}statement/", statement.desk_customer_statement, name="desk_customer_statement"),
    path(f"{_ONE}statement.pdf", statement.desk_customer_statement_pdf, name="desk_customer_statement_pdf"),
    path(f"{_ONE}statement.csv", statement.desk_customer_statement_csv, name="desk_customer_statement_csv"),
    path(f"{_ONE}contract/", customer_contract.desk_customer_contract, name="desk_customer_contract"),
    path(f"{_ONE}messages/", customer_messages.desk_customer_messages, name="desk_customer_messages"),
    path(f"{_ONE}messages/<int:message>/", customer_messages.desk_customer_message, name="desk_customer_message"),
    path(f"{_ONE}documents/", customer_documents.desk_customer_documents, name="desk_customer_documents"),
    path(f"{_ONE}documents/new/", customer_documents.desk_add_document, name="desk_add_document"),
    path(f"{_ONE}documents/<slug:document>/", customer_documents.desk_customer_document, name="desk_customer_document"),
    path(f"{_ONE}people/", customer_people.desk_customer_people, name="desk_customer_people"),
    path(f"{_INVITATION}resend/", customer_people.desk_resend_invitation, name="desk_resend_invitation"),
    path(f"{_INVITATION}withdraw/", customer_people.desk_withdraw_invitation, name="desk_withdraw_invitation"),
    path(f"{_ONE}people/rights/<int:right>/end/", customer_people.desk_end_right, name="desk_end_right"),
    path(f"{_ONE}people/<int:person>/password/", customer_people.desk_first_access, name="desk_first_access"),
    path(f"{_ONE}people/invite/", customer_invite.desk_invite_person, name="desk_invite_person"),
    path(f"{_ONE}notes/", customer_notes.desk_add_note, name="desk_add_note"),
    path(f"{_ONE}notes/<int:note>/remove/", customer_notes.desk_remove_note, name="desk_remove_note"),
    path(f"{_ONE}history/", customer_history.desk_customer_history, name="desk_customer_history"),
    path(f"{_ONE}history.csv", customer_history.desk_customer_history_csv, name="desk_customer_history_csv"),
]
