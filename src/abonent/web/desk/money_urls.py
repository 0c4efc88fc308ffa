"""Addresses of the desk about money: bills, what came, the till, proposals, refunds, the register; and of one customer's."""

from django.urls import URLPattern, path

from abonent.web.desk import (
    bills,
    correct_bill,
    debtors,
    duplicates,
    money,
    payer,
    proposals,
    propose,
    receipt,
    refunds,
    register,
    respites,
    run,
    runs,
    till,
)
from abonent.web.desk.customer_dunning import desk_customer_dunning
from abonent.web.desk.instalments import desk_agree_instalments
from abonent.web.desk.take_cash import desk_take_cash

urlpatterns: list[URLPattern] = [
    path("bills/", bills.desk_bills, name="desk_bills"),
    path("bills.csv", bills.desk_bills_csv, name="desk_bills_csv"),
    path("bills/<slug:slug>/", bills.desk_bill, name="desk_bill"),
    path("bills/<slug:slug>.pdf", bills.desk_bill_pdf, name="desk_bill_pdf"),
    path("bills/<slug:slug>/correct/", correct_bill.desk_correct_bill, name="desk_correct_bill"),
    path("bills/<slug:slug>/duplicate/", duplicates.desk_duplicate, name="desk_duplicate"),
    path("bills/<slug:slug>/duplicate/<slug:day>.pdf", duplicates.desk_duplicate_pdf, name="desk_duplicate_pdf"),
    path("money/", money.desk_money, name="desk_money"),
    path("money.csv", money.desk_money_csv, name="desk_money_csv"),
    path("money/payments/", money.desk_payments, name="desk_payments"),
    path("money/payments.csv", money.desk_payments_csv, name="desk_payments_csv"),
    path("money/payments/<slug:payment>/", money.desk_payment, name="desk_payment"),
    path("money/payments/<slug:payment>/ask/", money.desk_ask_bank, name="desk_ask_bank"),
    path("money/receipts/<int:receipt>/", receipt.desk_receipt, name="desk_receipt"),
    path("money/receipts/<int:receipt>.pdf", receipt.desk_receipt_pdf, name="desk_receipt_pdf"),
    path("money/receipts/<int:receipt>/back/", receipt.desk_take_back, name="desk_take_back"),
    path("money/runs/", runs.desk_runs, name="desk_runs"),
    path("money/runs/<slug:period>/", run.desk_run, name="desk_run"),
    path("money/runs/<slug:period>/start/", run.desk_start_run, name="desk_start_run"),
    path("money/runs/<slug:period>/stop/", run.desk_stop_run, name="desk_stop_run"),
    path("money/runs/<slug:period>/preview/", run.desk_preview_run, name="desk_preview_run"),
    path("money/till/", till.desk_till, name="desk_till"),
    path("money/till.csv", till.desk_till_csv, name="desk_till_csv"),
    path("money/proposals/", proposals.desk_proposals, name="desk_proposals"),
    path("money/proposals.csv", proposals.desk_proposals_csv, name="desk_proposals_csv"),
    path("money/proposals/<slug:proposal>/", proposals.desk_proposal, name="desk_proposal"),
    path("money/refunds/", refunds.desk_refunds, name="desk_refunds"),
    path("money/refunds.csv", refunds.desk_refunds_csv, name="desk_refunds_csv"),
    path("money/register/", register.desk_register, name="desk_register"),
    path("money/register.csv", register.desk_register_csv, name="desk_register_csv"),
    path("money/debtors/", debtors.desk_debtors, name="desk_debtors"),
    path("money/debtors.csv", debtors.desk_debtors_csv, name="desk_debtors_csv"),
    path("money/debtors/respites/", debtors.desk_respites, name="desk_respites"),
    path("money/debtors/respites.csv", debtors.desk_respites_csv, name="desk_respites_csv"),
    path("customers/<slug:number>/debt/", desk_customer_dunning, name="desk_customer_dunning"),
    path("customers/<slug:number>/debt/instalments/", desk_agree_instalments, name="desk_agree_instalments"),
    path("customers/<slug:number>/debt/wait/", respites.desk_spare, name="desk_spare"),
    path("customers/<slug:number>/debt/<int:respite>/end/", respites.desk_end_respite, name="desk_end_respite"),
    path(
        "customers/<slug:number>/debt/<int:dispute>/answer/", respites.desk_answer_dispute, name="desk_answer_dispute"
    ),
    path("customers/<slug:number>/cash/", desk_take_cash, name="desk_take_cash"),
    path("customers/<slug:number>/payer/", payer.desk_payer, name="desk_payer"),
    path("customers/<slug:number>/proposals/new/", propose.desk_propose, name="desk_propose"),
]
