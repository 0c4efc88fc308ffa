"""How this deployment is set up: places and secrets from the environment, the rest from the profile."""

import os
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import django

from abonent import profile

HERE = Path(__file__).parent
CONNECTION = {"server_side_binding": True, "prepare_threshold": 2, "options": "-c jit=off -c temp_buffers=32MB"}
"""How we speak to PostgreSQL: statements are prepared; to compile them takes longer than ours run; a batch of bills is
drafted in memory (who drafts nothing takes none of it)."""


def said(name: str, default: str = "") -> str:
    """Return what the environment says, or the stripped content of the file that NAME_FILE names."""
    if file := os.environ.get(f"{name}_FILE"):
        return Path(file).read_text().strip()
    return os.environ.get(name, default)


def database(url: str) -> dict[str, Any]:
    """Return Django's settings for a database address such as postgresql://user:secret@host:5432/name?sslmode=require."""
    parts = urlsplit(url)
    options: dict[str, Any] = {**CONNECTION, **dict(parse_qsl(parts.query))}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": parts.port or options.pop("port", ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
        "TEST": {"MIRROR": None},
    }


def mailer(url: str) -> dict[str, Any]:
    """Return Django's settings for a mail server: smtp://, smtp+starttls:// or smtps://user:secret@host:port.

    Raises KeyError for another scheme.
    """
    parts = urlsplit(url)
    encryption = {"smtp": {}, "smtp+starttls": {"use_tls": True}, "smtps": {"use_ssl": True}}[parts.scheme]
    options = {
        "host": parts.hostname or "localhost",
        "port": parts.port,
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "timeout": 20,
    }
    return {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options | encryption}


ABONENT_PROFILE = said("ABONENT_PROFILE", "profiles/isp")
ABONENT_URL = said("ABONENT_URL", "http://localhost:8000")
ABONENT_DATA = Path(said("ABONENT_DATA", ".data")).absolute()
ABONENT_KEYS = said("ABONENT_KEYS")
ABONENT_SMTP = said("ABONENT_SMTP", "smtp://localhost:25")
ABONENT_BOUNCES = said("ABONENT_BOUNCES")
ABONENT_BANK_URL = said("ABONENT_BANK_URL")
ABONENT_BANK_SECRET = said("ABONENT_BANK_SECRET")
ABONENT_BANK_MERCHANT = said("ABONENT_BANK_MERCHANT", "iskra-net")
ABONENT_OWNER_URL = said("DATABASE_OWNER_URL")
ABONENT_RADIUS_URL = said("ABONENT_RADIUS_DATABASE_URL")
DEMO = said("ABONENT_DEMO") != ""
STAFF_SECOND_STEP = said("ABONENT_STAFF_SECOND_STEP", "yes") != "no"
"""Whether staff must have a second step of signing in; only a demonstration does without, and says so on every page."""
PROXIES = int(said("ABONENT_PROXIES", "0"))
"""How many proxies of ours stand before the portal; what others say in X-Forwarded-For is not believed."""
SECURE = ABONENT_URL.startswith("https://")
PROFILE = profile.load(ABONENT_PROFILE)

SECRET_KEY = said("ABONENT_SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = [urlsplit(ABONENT_URL).hostname or "localhost"]
ROOT_URLCONF = "abonent.urls"
WSGI_APPLICATION = "abonent.wsgi.application"
DATABASES = {"default": database(said("DATABASE_URL", "postgresql://abonent_app@localhost/abonent"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIGRATION_MODULES = {"admin": None}  # its one table would keep what was changed there, and nothing can be
TEST_RUNNER = "django.test.runner.DiscoverRunner"

INSTALLED_APPS = [
    "abonent.apps.Abonent",
    "abonent.modules.internet.apps.Internet",
    "abonent.apps.DjangoAdmin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_linear_migrations",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",  # for its static files
]
INSTALLED_APPS = [
    app for app in INSTALLED_APPS if app != "django_linear_migrations" or find_spec(app)
]  # developers only

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "abonent.web.middleware.trouble",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "abonent.web.session.SessionMiddleware",
    "abonent.web.session.user",
    "abonent.web.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "abonent.web.middleware.private",
    "abonent.web.middleware.methods",
    "abonent.web.middleware.closed",
    "abonent.web.viewing.nothing_changes",
    "abonent.web.middleware.acting",
]

TEMPLATES = [
    {
        "NAME": "jinja2",
        "BACKEND": "abonent.web.engine.Pages",
        "DIRS": [HERE / "templates", *sorted(HERE.glob("modules/*/templates"))],
        "OPTIONS": {
            "environment": "abonent.web.jinja.environment",
            "context_processors": ["abonent.web.frame.in_every_page"],
        },
    },
    {
        "NAME": "admin",  # Django's own pages for the system administrator (web.desk.system), and no others
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "web/desk/system/templates", Path(django.__file__).parent / "contrib/admin/templates"],
        "OPTIONS": {"context_processors": ["django.contrib.auth.context_processors.auth"]},
    },
]

# Who signs in, and how.
AUTH_USER_MODEL = "abonent.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
SESSION_ENGINE = "abonent.web.session_store"
SESSION_SAVE_EVERY_REQUEST = False

# Who carries letters; sender and reply address are the profile's.
MAILERS = {"default": mailer(ABONENT_SMTP)}

# Languages and places.
LANGUAGE_CODE = PROFILE.languages[0]
LANGUAGES = [(code, code) for code in PROFILE.languages]
LOCALE_PATHS = [HERE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = Path(said("ABONENT_STATIC", str(ABONENT_DATA / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
WHITENOISE_MAX_AGE = 3600

# Cookies and headers. On plain http (a demonstration) there is no __Host- prefix, which other clients than browsers would drop.
HOST = "__Host-" if SECURE else ""
SESSION_COOKIE_NAME = f"{HOST}abonent"
SESSION_COOKIE_AGE = int(timedelta(hours=PROFILE.sign_in.session.absolute_hours).total_seconds())
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{HOST}abonent-form"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "abonent.web.trouble.forged_form"
LANGUAGE_COOKIE_NAME = f"{HOST}abonent-language"
LANGUAGE_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [ABONENT_URL.rstrip("/")] if SECURE else []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SECURE_HSTS_SECONDS = 63_072_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "worker-src": ["'self'"],
    "form-action": ["'self'", *filter(None, [ABONENT_BANK_URL])],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}

FILE_UPLOAD_HANDLERS = [
    "abonent.web.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Limits are counted in the database, which all workers share.
# So many that nobody can push counts out by making others; a job forgets those whose time is over.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "web_cache",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}

# allauth: its machinery under our pages.
ACCOUNT_ADAPTER = "abonent.web.door.adapter.Door"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_RATE_LIMITS = {
    name: ",".join(f"{limit.times}/{limit.seconds}s/{limit.per}" for limit in limits)
    for name, limits in PROFILE.sign_in.limits.items()
}
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
MFA_ADAPTER = "abonent.web.door.adapter.SecondStep"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_ISSUER = PROFILE.name
MFA_RECOVERY_CODE_COUNT = 10
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "overview"
LOGOUT_REDIRECT_URL = "account_login"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"in_short": {"()": "abonent.web.refusals.InShort"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["in_short"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"abonent": {"level": "INFO"}},
}
