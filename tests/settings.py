"""Settings of the tests: the service's own, with a database and keys that are thrown away."""

import atexit
import os
import shutil
import tempfile

for _name in [name for name in os.environ if name.startswith("STOPPRESS_")]:
    del os.environ[_name]
_place = tempfile.mkdtemp(prefix="stoppress-tests-")
atexit.register(shutil.rmtree, _place, ignore_errors=True)
_database = os.environ.get("TESTS_DATABASE", "")
os.environ |= {
    "STOPPRESS_DATABASE_URL": _database or f"sqlite:///{_place}/tests.db",
    "STOPPRESS_KEYS_DIR": f"{_place}/keys",
    "STOPPRESS_PUBLIC_ADDRESS": "http://news.test",
    "STOPPRESS_ALERTS_FROM": "Orvo Alerts <alerts@news.test>",
    "STOPPRESS_CONFIRMATIONS_FROM": "Orvo <hello@news.test>",
    "STOPPRESS_OPERATOR_NAME": "The Orvo Courier",
    "STOPPRESS_OPERATOR_ADDRESS": "1 Quay Street, Orvo",
    "STOPPRESS_FETCH_PRIVATE": "true",
}

from stoppress.site.settings import *  # noqa: E402, F403  (the environment above must come first)
from stoppress.site.settings import DATABASES  # noqa: E402

if not _database:  # a file, as in service: a database in memory locks otherwise
    DATABASES["default"]["TEST"] = {"NAME": f"{_place}/tests.db"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # tests need no slow hash
