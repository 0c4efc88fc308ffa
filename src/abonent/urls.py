"""Where every address of the house leads, and what is shown where there is nothing to show."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from abonent.web import hooks, trouble

urlpatterns: list[URLPattern | URLResolver] = [
    # Django tries one after the other: what is asked for most often stands first.
    path("", include("abonent.web.portal.urls")),
    path("", include("abonent.web.door.urls")),
    path("", include("abonent.web.me.urls")),
    path("", include("abonent.web.public.urls")),
    path("", include("abonent.modules.internet.urls")),
    path("desk/", include("abonent.web.desk.urls")),
    path("", include("abonent.web.brand")),
    path("", include("abonent.web.icons")),
    path("", include("abonent.web.installing")),
    path("hooks/payment/<slug:gateway>/", hooks.payment_hook, name="payment_hook"),
    path("health/", trouble.health, name="health"),
]
if settings.DEMO:
    urlpatterns += [path("demo/", include("abonent.demo.urls"))]

handler400 = "abonent.web.trouble.bad_request"
handler403 = "abonent.web.trouble.forbidden"
handler404 = "abonent.web.trouble.not_found"
handler429 = "abonent.web.trouble.too_often"  # allauth asks for this one
handler500 = "abonent.web.trouble.broken"
