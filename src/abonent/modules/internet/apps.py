"""The internet module: what it shows at the doors."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from abonent.modules.internet.names import COLUMNS, JOBS, TABLES
from abonent.web.module import ModuleConfig


class Internet(ModuleConfig):
    name = "abonent.modules.internet"
    label = "internet"
    verbose_name = "Internet"

    grant = "bulk.radius.grant"
    settle = "jobs.settle"
    sealed = "queries.secrets.sealed"
    some_secrets = "queries.secrets.sample"
    menu = (("lines", pgettext_lazy("internet", "Line"), "connections", "lines.see"),)
    desk_menu = (("desk_network", _("Network"), "connections", "network.see", "l"),)
    desk_tabs = (("network", "desk_customer_network", _("Network"), "connections", "network.see"),)
    desk_with_line = (("desk_network_line_of", _("Sessions and password"), "connections", "network.see"),)
    acts = {
        "lines.see": _("see the internet line and its connections"),
        "lines.disconnect": _("end the connection of the line, so that the router signs in anew"),
        "lines.password": _("set the password of the line"),
    }
    also_needs = dict.fromkeys(("lines.see", "lines.disconnect"), "network.see")
    panels = "portal.panel.panels"
    steps = "portal.restoring.steps"
    finder = "desk.finding.found"
    piles = "desk.piles.piles"
    audit_tables = {
        "internet_line": pgettext_lazy("audit", "settings of a line"),
        "internet_device": pgettext_lazy("audit", "access device"),
    }
    audit_columns = {
        "address4": pgettext_lazy("audit", "fixed IPv4 address"),
        "mac_bound": pgettext_lazy("audit", "only registered devices connect"),
        "macs": pgettext_lazy("audit", "registered devices"),
        "pool": pgettext_lazy("audit", "address pool"),
        "port": pgettext_lazy("audit", "port for changes"),
        "prefix6": pgettext_lazy("audit", "fixed IPv6 prefix"),
        "secret_at": pgettext_lazy("audit", "password or secret set"),
        "vendor": pgettext_lazy("audit", "kind of device"),
    }
    jobs = JOBS
    tables = TABLES
    columns = COLUMNS
