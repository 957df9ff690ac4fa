"""Django settings, from the environment. `docs/operate.md` lists every variable.

THONGSUOT_HOME     folder of database, secrets, files and logs (default: `var` beside `src`)
THONGSUOT_DEMO     1: a demo province with simulated data; log-in of demo accounts without second factor
THONGSUOT_PACK     the province's pack (default: the one that was loaded last)
THONGSUOT_HOSTS    comma-separated host names (default: loopback)
THONGSUOT_HTTPS    1: behind TLS: secure cookies, HSTS (default: on unless demo)
THONGSUOT_LOG_REQUESTS  1: a log line for each request (default: on unless demo)
THONGSUOT_DB_ROLE  app (default) | owner: the role that this process uses
DATABASE_URL       a real PostgreSQL server 15–18 instead of the embedded one
"""

import os
import secrets
import sys
from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from thongsuot.plumbing.postgres.connection import database_settings
from thongsuot.rooms import modules

SOURCE_DIR = Path(__file__).resolve().parents[1]
PROJECT_DIR = SOURCE_DIR.parents[1]
HOME = Path(os.environ.get("THONGSUOT_HOME", PROJECT_DIR / "var")).resolve()
PACKS_DIR = Path(os.environ.get("THONGSUOT_PACKS", PROJECT_DIR / "packs"))
PACK = os.environ.get("THONGSUOT_PACK", "")
DEMO = os.environ.get("THONGSUOT_DEMO") == "1"
HTTPS = os.environ.get("THONGSUOT_HTTPS", "0" if DEMO else "1") == "1"
DEBUG = False


def _secret_key() -> str:
    """The key of this installation: from the environment, else made once and kept in the home folder."""
    given = os.environ.get("THONGSUOT_SECRET_KEY")
    if given:
        return given
    path = HOME / "secrets" / "django.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = path.with_suffix(f".{os.getpid()}")
        temporary.write_text(secrets.token_urlsafe(64))
        temporary.chmod(0o600)
        try:
            os.link(temporary, path)  # of two processes that start at once, one wins
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return path.read_text()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = [h for h in os.environ.get("THONGSUOT_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if h]
ROOT_URLCONF = "thongsuot.urls"
WSGI_APPLICATION = "thongsuot.plumbing.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "thongsuot.plumbing.apps.PlumbingConfig",
    "thongsuot.plumbing.ui",
    *(f"thongsuot.{module}" for module in modules()),
]

MIDDLEWARE = [
    "thongsuot.plumbing.http.middleware.RequestMiddleware",
    "thongsuot.plumbing.http.layers.PageLayers",
    "thongsuot.plumbing.http.language.LanguageMiddleware",
    "thongsuot.plumbing.http.middleware.BodyLimit",
    "thongsuot.plumbing.http.middleware.CsrfUnlessToken",
    "thongsuot.registers.identity.middleware.ActorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
# What only says in the answer's head how it may be used: the same for every answer in JSON.
HEADER_LAYERS = [
    "django.middleware.security.SecurityMiddleware",
    "thongsuot.plumbing.http.policy.ContentPolicy",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
PAGE_LAYERS = [
    *HEADER_LAYERS,
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "thongsuot.plumbing.ui.context.page",
            ],
        },
    }
]

DATABASES = {"default": database_settings(os.environ.get("THONGSUOT_DB_ROLE", "app"))}
# A connection lives as long as its thread; a broken one is thrown away at the end of the request that met it.
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"].setdefault("OPTIONS", {})
# Statements that come back are prepared at their second use: planning is most of a small statement's cost.
DATABASES["default"]["OPTIONS"].update({"server_side_binding": True, "prepare_threshold": 1})

AUTH_USER_MODEL = "identity.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

# Log-in by user name; nobody signs up and no mail is sent. allauth's own limits are off because they
# count by network address, and a whole office shares one: identity counts by account and device.
ACCOUNT_ADAPTER = "thongsuot.registers.identity.web.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
LOGIN_URL = "account_login"
MFA_ADAPTER = "thongsuot.registers.identity.web.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # passkeys work on http://localhost only

# The cookie carries the session signed; what may end at once (the session's row, the account, its grants)
# is read from the database with every request, in the one statement that finds the actor.
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-ts" if HTTPS else "ts"
CSRF_COOKIE_NAME = "__Host-tscsrf" if HTTPS else "tscsrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "thongsuot.plumbing.http.pages.csrf_failure"
LANGUAGE_COOKIE_NAME = "lang"
LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS and os.environ.get("THONGSUOT_TLS_PROXY", "1") == "1"
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$", r"^metrics$"]  # asked on loopback, without TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [SOURCE_DIR / "plumbing" / "locale", SOURCE_DIR / "kernel" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
DATE_INPUT_FORMATS = ["%d/%m/%Y", "%Y-%m-%d"]

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
# Collected files carry their hash in their name and may be kept for ever; without them (a checkout that
# nobody ran `up` in, tests with THONGSUOT_STATIC=source) the files come straight from the sources.
COLLECTED = os.environ.get("THONGSUOT_STATIC", "") != "source" and (STATIC_ROOT / "staticfiles.json").exists()
COLLECTING = sys.argv[1:2] == ["collectstatic"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if COLLECTED or COLLECTING
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_MANIFEST_STRICT = False  # a forgotten file is a missing picture, not a broken page
WHITENOISE_USE_FINDERS = not COLLECTED
MEDIA_ROOT = HOME / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FILES = 60
BODY_MOST = 64 * 2**20  # bytes of a whole request; `plumbing.files.limits` says what a file may be
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS = ["security.W003"]  # our CSRF middleware is a subclass; the check knows the name only

LOG_REQUESTS = os.environ.get("THONGSUOT_LOG_REQUESTS", "0" if DEMO else "1") == "1"
LOGGING_CONFIG = "thongsuot.plumbing.logs.configure"
LOGGING: dict[str, object] = {
    "structured": True
}  # Django calls `configure` only when there is something to say
