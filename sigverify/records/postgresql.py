"""Records on a PostgreSQL server, by the driver pg8000."""

from __future__ import annotations

import importlib.util
import os
import ssl
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from sigverify.errors import RecordsError

BUSY_SECONDS = 5
CONNECT_SECONDS = 10
PORT = 5432
_ADVICE = "Check database_url, the network and the server"
# What the first two characters of an SQLSTATE mean (postgresql.org/docs/current/errcodes-appendix.html).
_SERVER_PROBLEMS = {
    "08": _ADVICE,
    "28": "Check the user and the password in database_url, or set PGPASSWORD",
    "3D": "Create the database, or check its name in database_url",
    "42501": "Grant the user its tables",
    "53": "Make room on the server, then try again",
    "55": "Another desk is writing. Try again",
    "57": _ADVICE,
    "58": "Check the disk of the server",
    "XX": "Restore a backup",
}
# Of two programs that find the same empty database, one makes the tables and the other waits.
_MAKING_TABLES = int.from_bytes(b"sigverif", "big") >> 1
_SSL_MODES = ("disable", "require", "verify-full")


def engine(url: URL) -> Engine:
    """Return an engine on the server; nothing is connected yet.

    The URL is `postgresql://user:password@host:port/database`. `?sslmode=` is `disable`, `require` (no check
    of the server's name) or `verify-full` (the default for other machines; `&sslrootcert=` is a file of
    authorities). A host that begins with / is a folder with a socket. Without a password PGPASSWORD serves.

    Raises
    ------
    RecordsError
        When the driver is not installed, or the URL asks for what there is not.
    """
    if importlib.util.find_spec("pg8000") is None:
        raise RecordsError("records on PostgreSQL need a driver", "Run pip install 'sigverify[postgresql]'")
    made = create_engine(
        URL.create("postgresql+pg8000", url.username, database=url.database),
        connect_args=_arguments(url),
        # The server may have been restarted since a connection was last used.
        pool_pre_ping=True,
    )
    event.listen(made, "connect", _on_connect)
    return made


def lock(connection: Connection) -> None:
    """Wait for other programs that make or change the tables; until the end of the transaction."""
    connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MAKING_TABLES})")


def tell(error: DBAPIError, name: str) -> None:
    """Raise RecordsError for what is wrong with the server or the way to it; nothing for other errors."""
    code = state(error)
    advice = _SERVER_PROBLEMS.get(code, _SERVER_PROBLEMS.get(code[:2]))
    if advice is not None:
        raise RecordsError(f"the records in {name} cannot be used ({_message(error)})", advice) from error


def state(error: DBAPIError) -> str:
    """Return the SQLSTATE of what the server answered; "08000" when it did not answer."""
    answer = error.orig.args[0] if error.orig is not None and error.orig.args else None
    return str(answer.get("C", "XX000")) if isinstance(answer, dict) else "08000"


def _message(error: DBAPIError) -> str:
    answer = error.orig.args[0] if error.orig is not None and error.orig.args else "no answer"
    return (str(answer.get("M", "")) if isinstance(answer, dict) else str(answer)).rstrip(".")


def _arguments(url: URL) -> dict[str, Any]:
    query = dict(url.query)
    host = url.host or query.pop("host", "localhost")
    mode = str(query.pop("sslmode", "disable" if _is_here(str(host)) else "verify-full"))
    authorities = query.pop("sslrootcert", None)
    if query or mode not in _SSL_MODES:
        unknown = ", ".join(query) or f"sslmode={mode}"
        raise RecordsError(f"database_url cannot have {unknown}", f"sslmode may be {', '.join(_SSL_MODES)}")
    arguments: dict[str, Any] = {
        "password": url.password or os.environ.get("PGPASSWORD"),
        "timeout": CONNECT_SECONDS,
        "application_name": "sigverify",
        "port": url.port or PORT,
    }
    if str(host).startswith("/"):
        arguments["unix_sock"] = str(Path(str(host)) / f".s.PGSQL.{arguments.pop('port')}")
    else:
        arguments["host"] = host
    if mode != "disable":
        arguments["ssl_context"] = _ssl(mode, None if authorities is None else str(authorities))
    return arguments


def _is_here(host: str) -> bool:
    return host.startswith("/") or host in ("localhost", "127.0.0.1", "::1")


def _ssl(mode: str, authorities: str | None) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=authorities)
    except OSError as error:
        raise RecordsError(f"sslrootcert cannot be read ({error.strerror})", _ADVICE, path=authorities) from error
    if mode == "require":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _on_connect(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    cursor.execute("SET TIME ZONE 'UTC'")
    cursor.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
    cursor.close()
    connection.commit()
