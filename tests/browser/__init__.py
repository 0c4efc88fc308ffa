"""Everything with a real browser: Chromium, the portal's own server, the worker, the sandbox bank, a mail server."""
