"""The internet module: what it shows at the doors."""

from django.utils.translation import gettext_lazy as _

from abonent.web.module import ModuleConfig


class Internet(ModuleConfig):
    name = "abonent.modules.internet"
    label = "internet"
    verbose_name = "Internet"

    settle = "actions.settle"
    menu = (("lines", _("Line"), "connections", "lines.see"),)
    desk_menu = (("desk_network", _("Network"), "connections", "network.see", "l"),)
    desk_tabs = (("network", "desk_customer_network", _("Network"), "connections", "network.see"),)
    desk_with_line = (("desk_network_line_of", _("Sessions and password"), "connections", "network.see"),)
    panels = "portal.panel.panels"
    steps = "portal.restoring.steps"
    finder = "desk.finding.found"
    piles = "desk.piles.piles"
