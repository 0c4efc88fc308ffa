"""Addresses of the desk about one customer's contract: lines, plans, extras, restrictions, ends."""

from django.urls import URLPattern, path

from abonent.web.desk import agreement_ends, extras, handing_over, lines, restricting, tariffs

ONE, LINE, AGREEMENT = "customers/<slug:number>", "lines/<int:line>", "agreements/<slug:agreement>"

urlpatterns: list[URLPattern] = [
    path(f"{ONE}/{LINE}/", lines.desk_line, name="desk_line"),
    path(f"{ONE}/{LINE}/tariff/", tariffs.desk_change_tariff, name="desk_change_tariff"),
    path(f"{ONE}/{LINE}/extras/new/", extras.desk_add_extra, name="desk_add_extra"),
    path(f"{ONE}/{LINE}/extras/<int:holding>/end/", extras.desk_end_extra, name="desk_end_extra"),
    path(f"{ONE}/{LINE}/planned/<int:holding>/", tariffs.desk_take_back_change, name="desk_take_back_change"),
    path(f"{ONE}/restrict/", restricting.desk_restrict, name="desk_restrict"),
    path(f"{ONE}/restrictions/<int:restriction>/", restricting.desk_release, name="desk_release"),
    path(f"{ONE}/{AGREEMENT}/end/", agreement_ends.desk_end_agreement, name="desk_end_agreement"),
    path(f"{ONE}/{AGREEMENT}/transfer/", handing_over.desk_transfer_agreement, name="desk_transfer_agreement"),
]
