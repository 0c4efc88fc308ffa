"""Addresses of the pages that everybody can read: the language first, in which they are."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from abonent.web.public import finding, news, offline, pages, pay, tariffs


class Language(StringConverter):
    """A language of ISO 639; whether the operator speaks it, the page says."""

    regex = "[a-z]{2}"


register_converter(Language, "language")

urlpatterns: list[URLPattern] = [
    path("", pages.home, name="home"),
    path("robots.txt", finding.robots, name="robots"),
    path("sitemap.xml", finding.sitemap, name="sitemap"),
    path("<language:language>/", pages.start, name="start"),
    path("<language:language>/news/", news.news, name="news"),
    path("<language:language>/news.rss", news.news_feed, name="news_feed"),
    path("<language:language>/news/<slug:notice>/", news.notice, name="notice"),
    path("<language:language>/tariffs/", tariffs.tariffs, name="tariffs"),
    path("<language:language>/help/", pages.help_page, name="help"),
    path("<language:language>/contact/", pages.contact, name="contact"),
    path("<language:language>/accessibility/", pages.accessibility, name="accessibility"),
    path("<language:language>/privacy/", pages.privacy, name="privacy"),
    path("<language:language>/pay/", pay.pay, name="public_pay"),
    path("<language:language>/pay/<slug:begun>/", pay.payment, name="public_payment"),
    path("<language:language>/offline/", offline.offline, name="offline"),
]
