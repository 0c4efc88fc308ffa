"""Addresses of the desk where a customer is opened and their data are changed."""

from django.urls import URLPattern, path

from abonent.web.desk import change_contact, change_customer, customer_consents, open_customer

OF_ONE = "customers/<slug:number>/"

urlpatterns: list[URLPattern] = [
    path("customers/new/", open_customer.desk_open_customer, name="desk_open_customer"),
    path(f"{OF_ONE}opened/", open_customer.desk_opened_customer, name="desk_opened_customer"),
    path(f"{OF_ONE}change/", change_customer.desk_change_customer, name="desk_change_customer"),
    path(f"{OF_ONE}address/", change_customer.desk_change_address, name="desk_change_address"),
    path(f"{OF_ONE}invoice-data/", change_customer.desk_change_invoice_data, name="desk_change_invoice_data"),
    path(f"{OF_ONE}consents/", customer_consents.desk_consents, name="desk_consents"),
    path(f"{OF_ONE}contact/", change_contact.desk_change_contact, name="desk_change_contact"),
    path(f"{OF_ONE}contact/mail/", change_contact.desk_add_mail, name="desk_add_mail"),
    path(f"{OF_ONE}contact/phone/", change_contact.desk_add_phone, name="desk_add_phone"),
    path(f"{OF_ONE}contact/<int:contact>/", change_contact.desk_correct_contact, name="desk_correct_contact"),
    path(f"{OF_ONE}contact/<int:contact>/confirm/", change_contact.desk_confirm_contact, name="desk_confirm_contact"),
    path(f"{OF_ONE}contact/<int:contact>/remove/", change_contact.desk_remove_contact, name="desk_remove_contact"),
]
