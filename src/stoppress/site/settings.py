"""Django's settings, made from the configuration; the only place that reads the environment."""

from __future__ import annotations

from stoppress.site.configure import anymail_settings, connection_settings, read_configuration, secret_keys

STOPPRESS = read_configuration()
_keys = secret_keys(STOPPRESS.keys_dir)

SECRET_KEY = _keys.signing
SECRET_KEY_FALLBACKS = list(_keys.former)
HASH_KEY = _keys.hashing  # for what must be recognised but not kept: suppressed and network addresses
DEBUG = False
ALLOWED_HOSTS = ["*"]  # links never come from the Host header; see docs/decisions
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": connection_settings(STOPPRESS.database_url)}

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "stoppress.newsroom",
    "stoppress.readership",
    "stoppress.mailroom",
    "stoppress.site",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "stoppress.site.middleware.clock",
    "stoppress.site.middleware.guard",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "stoppress.site.network.client_address"  # honours proxy_hops, as sign-ups do
AXES_LOCKOUT_TEMPLATE = "site/locked-out.html"
SILENCED_SYSTEM_CHECKS = ["axes.W001"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "stoppress.site.pages.operator_context",
            ]
        },
    }
]
ROOT_URLCONF = "stoppress.site.urls"
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
SECURE_REFERRER_POLICY = "no-referrer"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
_over_tls = STOPPRESS.public_address.startswith("https://")
SESSION_COOKIE_SECURE = _over_tls
CSRF_COOKIE_SECURE = _over_tls
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [STOPPRESS.public_address.rstrip("/")]
ANYMAIL = anymail_settings(STOPPRESS)
LOGGING_CONFIG = None  # structlog configures logging, in the roles
