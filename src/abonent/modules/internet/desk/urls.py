"""Addresses of the network at the desk. Where one address could be read as another, the narrower one stands first."""

from django.urls import URLPattern, path

from abonent.modules.internet.desk import (
    customer,
    device_changes,
    devices,
    line,
    line_changes,
    line_password,
    lines,
    sessions,
    traffic,
)

urlpatterns: list[URLPattern] = [
    path("desk/network/", lines.desk_network, name="desk_network"),
    path("desk/network.csv", lines.desk_network_csv, name="desk_network_csv"),
    path("desk/network/lines/<int:line>/", line.desk_network_line, name="desk_network_line"),
    path("desk/network/lines/<int:line>/sessions/", sessions.desk_network_sessions, name="desk_network_sessions"),
    path(
        "desk/network/lines/<int:line>/sessions.csv",
        sessions.desk_network_sessions_csv,
        name="desk_network_sessions_csv",
    ),
    path("desk/network/lines/<int:line>/traffic/", traffic.desk_network_traffic, name="desk_network_traffic"),
    path(
        "desk/network/lines/<int:line>/traffic.csv", traffic.desk_network_traffic_csv, name="desk_network_traffic_csv"
    ),
    path("desk/network/lines/<int:line>/disconnect/", line_changes.desk_disconnect_line, name="desk_disconnect_line"),
    path("desk/network/lines/<int:line>/edit/", line_changes.desk_change_line, name="desk_change_line"),
    path("desk/network/lines/<int:line>/password/", line_password.desk_line_password, name="desk_line_password"),
    path("desk/network/devices/", devices.desk_devices, name="desk_devices"),
    path("desk/network/devices.csv", devices.desk_devices_csv, name="desk_devices_csv"),
    path("desk/network/devices/new/", device_changes.desk_add_device, name="desk_add_device"),
    path("desk/network/devices/<int:device>/", devices.desk_device, name="desk_device"),
    path("desk/network/devices/<int:device>/edit/", device_changes.desk_change_device, name="desk_change_device"),
    path("desk/network/devices/<int:device>/secret/", device_changes.desk_device_secret, name="desk_device_secret"),
    path("desk/network/devices/<int:device>/end/", device_changes.desk_end_device, name="desk_end_device"),
    path("desk/customers/<slug:number>/network/", customer.desk_customer_network, name="desk_customer_network"),
    path(
        "desk/customers/<slug:number>/lines/<int:line>/network/",
        customer.desk_network_line_of,
        name="desk_network_line_of",
    ),
]
