"""Carriers of short messages: each module has `carrier() -> post.ports.Sms`."""
