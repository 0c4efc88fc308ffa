"""Sockets to the outside world, one file each, chosen by name in the profile.

Each implements a port (a small Protocol) of a room below; no backend knows another.
"""
