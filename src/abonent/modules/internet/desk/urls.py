"""Addresses of the network at the desk. Where one address could be read as another, the narrower one stands first."""

from django.urls import URLPattern, path

from abonent.modules.internet.desk import device_changes, devices

urlpatterns: list[URLPattern] = [
    path("desk/network/devices/", devices.desk_devices, name="desk_devices"),
    path("desk/network/devices.csv", devices.desk_devices_csv, name="desk_devices_csv"),
    path("desk/network/devices/new/", device_changes.desk_add_device, name="desk_add_device"),
    path("desk/network/devices/<int:device>/", devices.desk_device, name="desk_device"),
    path("desk/network/devices/<int:device>/edit/", device_changes.desk_change_device, name="desk_change_device"),
    path("desk/network/devices/<int:device>/secret/", device_changes.desk_device_secret, name="desk_device_secret"),
    path("desk/network/devices/<int:device>/end/", device_changes.desk_end_device, name="desk_end_device"),
]
