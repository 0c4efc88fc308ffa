"""Addresses of the customer's pages. Where one address could be read as another, the narrower one stands first."""

from django.urls import URLPattern, path

from abonent.web.portal import (
    bill,
    bills,
    contract,
    e_invoice,
    messages,
    overview,
    paying,
    payment,
    payments,
    statement,
)
from abonent.web.portal.disagree import disagree
from abonent.web.portal.promise import promise

urlpatterns: list[URLPattern] = [
    path("overview/", overview.overview, name="overview"),
    path("bills/", bills.bills, name="bills"),
    path("bills.csv", bills.bills_csv, name="bills_csv"),
    path("bills/pay/", paying.pay, name="pay"),
    path("bills/pay/choose/", paying.choose_payment, name="choose_payment"),
    path("bills/e-invoice/", e_invoice.e_invoice, name="e_invoice"),
    path("bills/e-invoice/form/", e_invoice.choose_bill_form, name="choose_bill_form"),
    path("bills/e-invoice/switch/", e_invoice.switch_e_invoice, name="switch_e_invoice"),
    path("bills/<slug:slug>/", bill.bill, name="bill"),
    path("bills/<slug:slug>.pdf", bill.bill_pdf, name="bill_pdf"),
    path("bills/<slug:slug>.csv", bill.bill_csv, name="bill_csv"),
    path("bills/<slug:slug>/pay/", paying.pay_bill, name="pay_bill"),
    path("payments/", payments.payments, name="payments"),
    path("payments.csv", payments.payments_csv, name="payments_csv"),
    path("payments/receipt-<int:pk>/", payment.receipt, name="receipt"),
    path("payments/receipt-<int:pk>/receipt.pdf", payment.receipt_pdf, name="receipt_pdf"),
    path("payments/<slug:ref>/", payment.payment, name="payment"),
    path("payments/<slug:ref>/receipt.pdf", payment.payment_receipt, name="payment_receipt"),
    path("statement/", statement.statement, name="statement"),
    path("statement.pdf", statement.statement_pdf, name="statement_pdf"),
    path("statement.csv", statement.statement_csv, name="statement_csv"),
    path("statement/<int:entry>/disagree/", disagree, name="disagree"),
    path("promise/", promise, name="promise"),
    path("contract/", contract.contract, name="contract"),
    path("contract/documents/<slug:document>/", contract.contract_document, name="contract_document"),
    path("contract/<slug:agreement>/terms/", contract.contract_terms, name="contract_terms"),
    path("messages/", messages.messages, name="messages"),
    path("messages/<int:message>/", messages.message, name="message"),
]
