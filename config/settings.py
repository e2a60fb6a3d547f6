"""Settings of the whole product. The environment decides; every variable is listed in docs/running.md."""

import sys
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import embedded

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if (BASE_DIR / ".env").exists():
    environ.Env.read_env(BASE_DIR / ".env")

TESTING = "pytest" in sys.modules
DEBUG = env.bool("DEBUG", default=False)
SITE_URL = env.str("SITE_URL", default=f"http://localhost:{env.str('PORT', default='8000')}").rstrip("/")
SITE_IS_SECURE = SITE_URL.startswith("https://")
SITE_HOST = SITE_URL.split("://", 1)[-1].split("/", 1)[0].rsplit(":", 1)[0]

services = embedded.addresses()


def _secret_key() -> str:
    """The key of the environment, or one made once beside the embedded data for a machine that tries the product."""
    if key := env.str("SECRET_KEY", default=""):
        return str(key)
    if SITE_IS_SECURE:
        raise environ.ImproperlyConfigured("SECRET_KEY must be set when SITE_URL is https.")
    return embedded.local_secret()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[SITE_HOST, "localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])

INSTALLED_APPS = [
    "config",
    "ui",
    "tenancy",
    "customers",
    "installed_base",
    "contracts",
    "letters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_tables2",
    "django_filters",
    "django_htmx",
    "csp",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.logging.RequestIdMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tenancy.middleware.SessionSeen",
    "tenancy.middleware.LanguageOfMember",
    "tenancy.middleware.CompanyMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "ui.templatetags.addresses",
                "ui.templatetags.components",
                "ui.templatetags.figures",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "ui.context.frame",
            ],
        },
    }
]
FORM_RENDERER = "ui.forms.Renderer"
FILTERS_EMPTY_CHOICE_LABEL = _("Any")

# --- data -----------------------------------------------------------------------------------------------------------


def _database(url: str) -> dict[str, object]:
    options: dict[str, object] = env.db_url_config(url)
    options["ENGINE"] = "tenancy.postgresql"
    options["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    options["CONN_HEALTH_CHECKS"] = True
    return options


# The product works as the role "app"; only migrate, backup and retention use the owner "migrator".
DATABASES = {"default": _database(services.database_url), "migrator": _database(services.migrator_url)}
DATABASE_ROUTERS = ["tenancy.postgresql.router.SchemaRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": services.cache_url,
        "KEY_PREFIX": "echeo",
    }
}

MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(BASE_DIR / ".media")))
STORAGES = {
    "default": {"BACKEND": env.str("FILE_STORAGE", default="django.core.files.storage.FileSystemStorage")},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if TESTING or DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / ".static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.npm.NpmFinder",
]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = TESTING or DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Source maps and the oldest font format are asked for by hardly anybody; compressing them takes most of the time.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["map", "ttf", "woff", "woff2", "png", "jpg", "webp", "gz", "br"]

# --- language and time ----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("fr", _("French")), ("it", _("Italian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
USE_THOUSAND_SEPARATOR = True

# --- people ---------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "tenancy.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else [
        "django.contrib.auth.hashers.Argon2PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "tenancy.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "tenancy.forms.account.SignInForm",
    "reset_password": "tenancy.forms.account.ForgottenForm",
    "reset_password_from_key": "tenancy.forms.account.NewPasswordForm",
    "change_password": "tenancy.forms.account.ChangePasswordForm",
    "reauthenticate": "tenancy.forms.account.ReauthenticateForm",
    "add_email": "tenancy.forms.account.ChangeEmailForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SITE_IS_SECURE else "http"
# Counted in the cache, so over all web processes. Per address of the caller, and per account tried.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "10/m/ip,3/10m/key",
    "reset_password_from_key": "10/m/ip",
    "change_password": "5/m/user",
    "manage_email": "5/m/user",
    "reauthenticate": "10/m/user",
    "confirm_email": "1/3m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("BEHIND_PROXY", default=False) else 0
MFA_ADAPTER = "tenancy.accounts.MFAAdapter"
MFA_FORMS = {
    "authenticate": "tenancy.forms.second_factor.AuthenticateForm",
    "reauthenticate": "tenancy.forms.second_factor.ReauthenticateForm",
    "activate_totp": "tenancy.forms.second_factor.ActivateTOTPForm",
    "add_webauthn": "tenancy.forms.second_factor.AddPasskeyForm",
    "edit_webauthn": "tenancy.forms.second_factor.EditPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SITE_IS_SECURE
MFA_TOTP_ISSUER = "Echeo"
USERSESSIONS_TRACK_ACTIVITY = True

# --- security -------------------------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = SITE_IS_SECURE
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_IS_SECURE
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SITE_IS_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SITE_IS_SECURE
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
)
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
del NONCE
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000  # a wording of sixty clauses with all their conditions has 1,600
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=25 * 1024 * 1024)

# --- mail -----------------------------------------------------------------------------------------------------------

EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="django.core.mail.backends.smtp.EmailBackend")
EMAIL_FILE_PATH = env.str("EMAIL_FILE_PATH", default="") or None
EMAIL_HOST = env.str("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"Echeo <no-reply@{SITE_HOST}>")
SERVER_EMAIL = env.str("SERVER_EMAIL", default=DEFAULT_FROM_EMAIL)
# Mail that cannot be delivered comes back to this mailbox, under an address of its own for each message.
BOUNCE_ADDRESS = env.str("BOUNCE_ADDRESS", default="")
BOUNCE_IMAP_URL = env.str("BOUNCE_IMAP_URL", default="")
# Companies name the servers of their PEC; those of the house itself are refused unless this is said.
PEC_HOSTS_MAY_BE_PRIVATE = env.bool("PEC_HOSTS_MAY_BE_PRIVATE", default=False)
# Certificates of those whose word is taken for who signed a PEC receipt; without a file only the text is checked.
PEC_AUTHORITIES = env.str("PEC_AUTHORITIES", default="")
# SMS leave by a provider that takes JSON over HTTPS; without an address none is offered.
SMS_URL = env.str("SMS_URL", default="")
SMS_TOKEN = env.str("SMS_TOKEN", default="")
SMS_SENDER = env.str("SMS_SENDER", default="")
ADMINS = [("Operators", address) for address in env.list("OPERATORS", default=[])]

# --- jobs -----------------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = services.broker_url
# A killed worker's task comes back after the visibility timeout, so that is short and every task stays below it.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900, "unacked_restore_limit": 100}
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 570
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ALWAYS_EAGER = env.bool("CELERY_EAGER", default=False)
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_DEFAULT_QUEUE = "office"

LOGGING_CONFIG = None
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
SILENCED_SYSTEM_CHECKS: list[str] = []
TEST_RUNNER = "django.test.runner.DiscoverRunner"
