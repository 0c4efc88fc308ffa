"""The one core app of the house."""

from importlib import import_module

from django.apps import AppConfig

from abonent import profile

ROOMS_WITH_JOBS = ("journal", "post", "people", "billing", "news", "takeout")


class DjangoAdmin(AppConfig):
    """Django's admin as we use it (`web.desk.system`): without its checks, which ask for its own sign-in and its messages."""

    name = "django.contrib.admin"
    label = "admin"
    default_auto_field = "django.db.models.AutoField"


class Abonent(AppConfig):
    name = "abonent"
    label = "abonent"
    verbose_name = "Abonent"

    def ready(self) -> None:
        """Let every room's jobs be known, so that a worker can do them and the journal can find its reactions.

        Raises ProfileError when the profile names something that is not there.
        """
        for room in ROOMS_WITH_JOBS:
            import_module(f"abonent.{room}.jobs")
        profile.check_backends(profile.current())
