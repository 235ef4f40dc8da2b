"""Run the storage tests again on PostgreSQL, where one answers: python -m tests.on_postgresql ADDRESS [ARGUMENT…]."""

from __future__ import annotations

import os
import subprocess
import sys

import psycopg


def main() -> int:
    address, *arguments = sys.argv[1:]
    try:
        psycopg.connect(address, connect_timeout=3).close()
    except psycopg.OperationalError:
        print("storage tests on PostgreSQL: skipped, none answers (TEST_DATABASE=postgresql://USER@HOST:PORT/NAME)")
        return 1 if os.environ.get("CI") == "true" else 0
    environment = os.environ | {"TESTS_DATABASE": address, "TESTS_STORING": "1"}
    print("storage tests on PostgreSQL:", flush=True)
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
