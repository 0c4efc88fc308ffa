"""The door for the web server: `granian --interface wsgi abonent.wsgi:application`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "abonent.settings")
application = get_wsgi_application()

# What is loaded by now stays, and a page leaves little behind that refers to itself: looked for a tenth as often,
# it costs a twentieth less of every page (docs/measured.md).
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 100)
