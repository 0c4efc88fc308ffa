"""Addresses of the module's pages. Where one address could be read as another, the narrower one stands first."""

from django.urls import URLPattern, path

from abonent.modules.internet.desk import urls as desk_urls
from abonent.modules.internet.portal import disconnecting, lines, password, traffic, trouble

urlpatterns: list[URLPattern] = [
    path("lines/", lines.lines, name="lines"),
    path("lines/<int:line>/", lines.line, name="line"),
    path("lines/<int:line>/disconnect/", disconnecting.disconnect_line, name="disconnect_line"),
    path("lines/<int:line>/password/", password.line_password, name="line_password"),
    path("lines/<int:line>/traffic/", traffic.line_traffic, name="line_traffic"),
    path("lines/<int:line>/traffic.csv", traffic.line_traffic_csv, name="line_traffic_csv"),
    path("lines/<int:line>/trouble/", trouble.line_trouble, name="line_trouble"),
    *desk_urls.urlpatterns,
]
