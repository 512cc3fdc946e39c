"""What `DATABASE_URL` may say of a PostgreSQL: several hosts, and how to connect to one of them.

The words are libpq's; see https://www.postgresql.org/docs/current/libpq-connect.html. There are
only those that both of our drivers know, psycopg and asyncpg: any other would hold for some
statements, and for others not.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import URL

HOSTS, PORTS, WANTED, PATIENCE = "host", "port", "target_session_attrs", "connect_timeout"
OPTIONS = "options"

KINDS = ("any", "read-write", "read-only", "primary", "standby", "prefer-standby")
"""Which host is wanted: the first that is so, in the order of the URL, is connected to."""

DEFAULT = 5432
"""The port where none is given."""

SECONDS = 2
"""How long a host may take to answer before the next is asked, where the URL does not say."""

WORDS = (
    HOSTS,
    PORTS,
    WANTED,
    PATIENCE,
    OPTIONS,
    "application_name",
    "krbsrvname",
    "passfile",
    "ssl_max_protocol_version",
    "ssl_min_protocol_version",
    "sslcert",
    "sslcrl",
    "sslkey",
    "sslmode",
    "sslnegotiation",
    "sslpassword",
    "sslrootcert",
)

SETTING = r"\s*-c\s*([\w.]+)=([^\s\\]*)"
"""One of the settings that the options consist of."""

FORM = "write postgresql://USER:PASSWORD@HOST1:5432,HOST2:5432/NAME"

SEVERAL = re.compile(r"([a-z0-9+]+://(?:[^/?#]*@)?)([^/?#@]*,[^/?#@]*)([/?#].*|)", re.DOTALL)
WITH_PORT = re.compile(r"\[?(?P<name>(?<=\[)[^\]]+(?=\])|(?<!\[)[^:\[\]]+)\]?(?::(?P<port>\d+))?")


class Server(NamedTuple):
    """A host, or the directory of its socket, and a port; None is what the driver takes for it."""

    host: str | None
    port: int | None


def split_off(text: str) -> tuple[str, str]:
    """Return a URL that names several hosts without them, and its hosts; any other as it is."""
    if found := SEVERAL.fullmatch(text):
        before, hosts, after = found.groups()
        return before + after, hosts
    return text, ""


def with_servers(url: URL, hosts: str) -> URL:
    """Return a URL with the hosts that were split off, or that its query names, in one form.

    That is `?host=HOST1,HOST2&port=PORT1,PORT2`, which both drivers take. Raise ValueError, with
    words for who wrote it, where they would not understand it alike.
    """
    _require_words(url)
    if (hosts or url.host) and (HOSTS in url.query or PORTS in url.query):
        raise ValueError(f"its hosts stand in two places: {FORM}")
    if PORTS in url.query and HOSTS not in url.query:
        raise ValueError(f"its port stands without its host: {FORM}")
    servers = _written(hosts or url.query.get(HOSTS, ""), url.query.get(PORTS, ""))
    if not servers:
        return url
    named = {
        HOSTS: ",".join(server.host or "" for server in servers),
        PORTS: ",".join(str(server.port or DEFAULT) for server in servers),
    }
    return url.difference_update_query([HOSTS, PORTS]).update_query_dict(named)


def servers_of(url: URL) -> list[Server]:
    """Return the hosts of a URL, in the order in which they are to be tried."""
    if HOSTS not in url.query:
        return [Server(url.host, url.port)]
    hosts, ports = (str(url.query[word]).split(",") for word in (HOSTS, PORTS))
    return [Server(*each) for each in zip(hosts, map(int, ports), strict=True)]


def seconds_to_connect(url: URL) -> int:
    """Return for how long a host may take to answer."""
    return int(str(url.query.get(PATIENCE, SECONDS)))


def patient(url: URL) -> URL:
    """Return a URL that says how long a host may take to answer."""
    return url.update_query_dict({PATIENCE: str(seconds_to_connect(url))})


def settings_of(url: URL) -> dict[str, str]:
    """Return the settings of the database that the options of a URL name."""
    return dict(re.findall(SETTING, str(url.query.get(OPTIONS, ""))))


def to_write(url: URL) -> URL:
    """Return a URL that connects to the host that may be written to, whichever reads prefer."""
    return patient(url).update_query_dict({WANTED: "read-write"})


def _require_words(url: URL) -> None:
    if unknown := [word for word in url.query if word not in WORDS]:
        raise ValueError(
            f"Roster does not know {' and '.join(unknown)}, for one of its drivers does not: "
            f"leave it out, or set it for the database's user. It knows {', '.join(WORDS)}"
        )
    if (wanted := url.query.get(WANTED, "any")) not in KINDS:
        raise ValueError(f"{WANTED} is {wanted}, and may be {', '.join(KINDS)}")
    if not re.fullmatch(rf"({SETTING})*\s*", str(url.query.get(OPTIONS, ""))):
        raise ValueError(f"{OPTIONS} may be settings alone, such as -c statement_timeout=2s")
    seconds = str(url.query.get(PATIENCE, SECONDS))
    if not seconds.isdecimal() or int(seconds) < SECONDS:
        raise ValueError(f"{PATIENCE} is {seconds}, and may be {SECONDS} seconds or more")


def _written(hosts: str | Sequence[str], ports: str | Sequence[str]) -> list[Server]:
    """Read hosts that stand in one text or in several, each with its port or apart from them."""
    names = _listed(hosts)
    if not ports:
        return [_server(each) for each in names]
    numbers = _listed(ports)
    numbers = numbers * len(names) if len(numbers) == 1 else numbers
    if len(numbers) != len(names) or not all(map(str.isdecimal, numbers)):
        raise ValueError(f"not every host has its port: {FORM}")
    return [Server(*each) for each in zip(names, map(int, numbers), strict=True)]


def _listed(written: str | Sequence[str]) -> list[str]:
    text = written if isinstance(written, str) else ",".join(written)
    return text.split(",") if text else []


def _server(text: str) -> Server:
    if text.startswith("/"):
        return Server(text, None)
    if not (found := WITH_PORT.fullmatch(text)):
        raise ValueError(f"one of its hosts is no HOST or HOST:PORT: {FORM}")
    return Server(found["name"], int(found["port"]) if found["port"] else None)
