"""A PostgreSQL server of the tests' own, on loopback and a socket, in a temporary folder."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
from itertools import count
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy import create_engine

USER, PASSWORD = "desk", "only/for:tests@100%"
# Who runs the server where the tests run as root, which PostgreSQL refuses to be.
ACCOUNTS = ("postgres", "nobody")
# Where Debian keeps the programs of each version.
PROGRAMS = Path("/usr/lib/postgresql")
# Set where a machine without the server is a fault of the machine: its tests fail there instead of being left out.
NEEDED = "SIGVERIFY_NEEDS_POSTGRESQL"
# A database for each test is a lot of files, and nothing here has to outlive a power cut.
MEMORY = Path("/dev/shm")


class Server:
    """A running server; `url()` makes a database and returns its URL."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        # Not pytest's folders: a socket's path has at most 107 bytes, and the server's user has to get there.
        self.folder = Path(tempfile.mkdtemp(prefix="sigverify-pg-", dir=MEMORY if MEMORY.is_dir() else "/tmp"))
        self._as = _other_user() if os.geteuid() == 0 else {}
        if self._as:
            shutil.chown(self.folder, self._as["user"])
        self.port = _free_port()
        self._numbers = count()
        secret = self.folder / "password"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        self._run("initdb", "-D", self._data, "-U", USER, "-A", "scram-sha-256", "--pwfile", str(secret),
                  "-E", "UTF8", "--locale", _locale(), "--no-sync")  # fmt: skip
        self.start()

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def start(self) -> None:
        """Start, and wait until it answers."""
        where = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        options = f"{where} -c fsync=off -c timezone=Asia/Kolkata"
        self._run("pg_ctl", "-D", self._data, "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        """Stop at once, as a crash would."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "stop")

    def remove(self) -> None:
        """Stop and leave nothing behind."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, template: str = "template0") -> str:
        """Make a database, a copy of another one, and return its URL."""
        name = f"records_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url_of(name)

    def url_of(self, database: str) -> str:
        """Return the URL of a database."""
        return f"postgresql://{USER}:only%2Ffor%3Atests%40100%25@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: str, database: str = "postgres") -> None:
        """Run a statement as the database's owner, outside any transaction."""
        url = self.url_of(database).replace("postgresql:", "postgresql+pg8000:")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                connection.exec_driver_sql(statement)
        finally:
            engine.dispose()

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._programs / program, *arguments],
            stdout=subprocess.DEVNULL,  # the server inherits it and never closes it: a pipe would hang
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            check=False,
            **self._as,
        )
        assert done.returncode == 0, f"{program} failed: {self._log()}"

    def _log(self) -> str:
        log = self.folder / "log"
        return log.read_text()[-2000:] if log.exists() else "no log"


def programs() -> Path:
    """Return the folder of PostgreSQL's programs; skip, or fail, where there is none."""
    if importlib.util.find_spec("pg8000") is None:
        missing("the driver pg8000 is not installed")
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else sorted(PROGRAMS.glob("*/bin"))
    usable = [folder for folder in folders if (folder / "initdb").exists() and (folder / "pg_ctl").exists()]
    if not usable:
        missing("PostgreSQL is not installed on this machine (Debian: apt-get install postgresql)")
    return usable[-1]


def missing(what: str) -> NoReturn:
    """Leave a test out for lack of the server; fail it where the server is needed."""
    if os.environ.get(NEEDED):
        pytest.fail(what)
    pytest.skip(what)


def _other_user() -> dict[str, object]:
    import grp
    import pwd

    for name in ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": name, "group": grp.getgrgid(entry.pw_gid).gr_name, "extra_groups": []}
    missing("PostgreSQL does not run as root, and there is no other user")


def _locale() -> str:
    """Prefer a language whose order of letters is not that of the code points."""
    known = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout.split()
    return next((name for name in known if name.lower() in ("en_us.utf8", "en_us.utf-8")), "C.UTF-8")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
