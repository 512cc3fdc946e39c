"""The deployment example: two servers of one database behind the proxy that keeps answers.

nginx runs with the example's own file, on loopback and as an unprivileged user.
"""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

import httpx2
import pytest
import yaml

from tests.command import ROOT, ROSTER, free_port, serving
from tests.editions import edition
from tests.faults.clients import ask, roster, wait_for
from tests.faults.cluster import Node, primary, running
from tests.postgres import borrow_user, die_with_parent
from tests.seeding import seed

EXAMPLE = ROOT / "examples" / "deployment"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
MAX_AGE = 1
QUESTION = "{ dataset { version } people { nodes { id } } }"

MAIN = """
daemon off; master_process off; pid nginx.pid; error_log stderr warn;
events {}
http {
    access_log off;
    client_body_temp_path body; proxy_temp_path proxied; fastcgi_temp_path a; uwsgi_temp_path b;
    scgi_temp_path c;
    include roster.conf;
}
"""


@dataclass
class Site:
    """A proxy, the servers behind it, and their database."""

    port: int
    servers: list[subprocess.Popen[str]]
    url: str

    def get(self, query: str = QUESTION, **headers: str) -> Any:
        """Ask the proxy."""
        address = f"http://127.0.0.1:{self.port}/graphql"
        return httpx2.get(address, params={"query": query}, headers=headers, timeout=30)

    def post(self, query: str = QUESTION) -> Any:
        """Ask the proxy what it cannot keep."""
        address = f"http://127.0.0.1:{self.port}/graphql"
        return httpx2.post(address, json={"query": query}, timeout=30)


@contextmanager
def proxy(servers: list[int]) -> Iterator[int]:
    """Run nginx before servers on some ports; give its own."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="roster-proxy-") as directory:
        home = Path(directory)
        filled = Template((EXAMPLE / "nginx.conf.template").read_text("utf-8")).safe_substitute(
            LISTEN=f"127.0.0.1:{port}",
            CACHE=str(home / "cache"),
            SERVER_1=f"127.0.0.1:{servers[0]}",
            SERVER_2=f"127.0.0.1:{servers[1]}",
        )
        (home / "roster.conf").write_text(filled)
        (home / "nginx.conf").write_text(MAIN)
        process = subprocess.Popen(
            [str(NGINX), "-p", directory, "-c", "nginx.conf", "-e", "stderr"],
            user=borrow_user(home),
            preexec_fn=die_with_parent,  # noqa: PLW1509 - it takes no lock
        )
        try:
            wait_for(port)
            yield port
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture
def site(sqlite_url: str) -> Iterator[Site]:
    """The example, with the first edition."""
    if not NGINX:
        pytest.skip("nginx is not installed")
    seed(sqlite_url, edition(1))
    given = {"DATABASE_URL": sqlite_url, "ROSTER_MAX_AGE": str(MAX_AGE)}
    ports = [free_port(), free_port()]
    with ExitStack() as stack:
        servers = [
            stack.enter_context(serving(*ROSTER, "serve", "--port", str(port), **given))
            for port in ports
        ]
        for port in ports:
            wait_for(port)
        yield Site(stack.enter_context(proxy(ports)), servers, sqlite_url)


def cached(answer: Any) -> str:
    """Return what the proxy says of an answer that must be right."""
    assert answer.status_code == 200, answer.text
    assert "errors" not in answer.json()
    return str(answer.headers["x-cache"])


def test_an_answer_is_kept_and_asked_about_again(site: Site) -> None:
    first, second = site.get(), site.get()
    time.sleep(MAX_AGE + 1)
    stale, soon = site.get(), settled(site)

    assert [cached(each) for each in (first, second)] == ["MISS", "HIT"]
    assert cached(stale) in ("STALE", "REVALIDATED")  # while it is asked about, or behind that
    assert soon.headers["etag"] == first.headers["etag"]
    assert soon.content == first.content


def settled(site: Site) -> Any:
    """Return an answer that is fresh again."""
    for _ in range(100):
        if cached(answer := site.get()) in ("HIT", "REVALIDATED"):
            return answer
        time.sleep(0.05)
    raise AssertionError("it stays stale")


def test_a_new_release_is_seen_when_the_old_answer_has_aged(site: Site) -> None:
    assert site.get().json()["data"]["dataset"]["version"] == 1
    seed(site.url, edition(2))
    time.sleep(MAX_AGE + 1)
    site.get()

    assert settled(site).json()["data"]["dataset"]["version"] == 2


def test_who_has_an_answer_is_told_that_it_is_the_newest(site: Site) -> None:
    tag = site.get().headers["etag"]

    assert site.get(**{"if-none-match": tag}).status_code == 304


def test_answers_of_another_type_or_coding_are_kept_apart(site: Site) -> None:
    media = ("application/json", "application/graphql-response+json")
    kinds = [site.get(accept=each).headers["content-type"].split(";")[0] for each in media * 2]

    assert kinds == [*media, *media]
    assert cached(site.get(accept=media[0])) == "HIT"


def test_errors_and_what_is_posted_are_not_kept(site: Site) -> None:
    assert [site.get("{ nothing }").headers["x-cache"] for _ in range(2)] == ["MISS", "MISS"]
    site.get()
    assert "x-cache" not in site.post().headers


def test_a_server_that_dies_is_not_missed(site: Site) -> None:
    kill(site.servers[0])
    fresh = [site.get(f"{{ dataset {{ version }} a{number}: __typename }}") for number in range(6)]
    posted = [site.post() for _ in range(6)]

    assert {each.status_code for each in (*fresh, *posted)} == {200}


def test_what_is_kept_outlives_all_servers(site: Site) -> None:
    site.get()
    for each in site.servers:
        kill(each)
    time.sleep(MAX_AGE + 1)

    assert cached(site.get()) == "STALE"
    assert site.post().status_code == 502


def kill(server: subprocess.Popen[str]) -> None:
    server.send_signal(signal.SIGKILL)
    server.wait(20)


def test_the_databases_of_the_example() -> None:
    """Its scripts make the roles and the standby, and servers read there as they may."""
    with primary() as node:
        environment = {
            "PATH": f"{node.binaries}:{os.environ['PATH']}",
            "PGHOST": "127.0.0.1",
            "PGPORT": str(node.port),
            "PGDATA": str(node.data),
            "PGPASSWORD": "follows",
            "POSTGRES_USER": "postgres",
            "POSTGRES_DB": "postgres",
            "READER_PASSWORD": "it's read",
            "REPLICA_PASSWORD": "follows",
        }
        run_script("primary.sh", environment, {"/roles": str(ROOT / "docs")})
        node.ask("SELECT pg_reload_conf()")  # as it starts anew in the image
        standby = Node(node.data.parent / "standby", node.user)
        places = {
            "/var/lib/postgresql/data": str(standby.data),
            "host=primary": f"host=127.0.0.1 port={node.port}",
            "exec postgres": "exit #",
        }
        run_script("standby.sh", environment, places, node.user)
        seed(node.url, edition(1))
        with running(standby), httpx2.Client() as client:
            hosts = f"{standby.address},{node.address}"
            url = f"postgresql://roster_reader@{hosts}/postgres?target_session_attrs=standby"
            with roster(url) as port:
                assert ask(client, port).edition == 1
            assert node.ask("SELECT count(*) FROM pg_stat_replication") == "1"


def run_script(
    name: str, environment: dict[str, str], places: dict[str, str], user: str | None = None
) -> None:
    """Run a script of the example, with what stands here in the place of what does there."""
    script = (EXAMPLE / name).read_text("utf-8")
    for there, here in places.items():
        assert there in script
        script = script.replace(there, here)
    subprocess.run(
        ["/bin/bash", "-c", script], env=environment, user=user, cwd="/", check=True, timeout=60
    )


def test_the_parts_of_the_example_name_each_other() -> None:
    composed = yaml.safe_load((EXAMPLE / "compose.yaml").read_text("utf-8"))
    services = composed["services"]
    template = (EXAMPLE / "nginx.conf.template").read_text("utf-8")
    mounts = [
        volume.split(":")[0] for each in services.values() for volume in each.get("volumes", ())
    ]

    assert set(re.findall(r"\$\{(\w+)\}", template)) - {"SO"} == set(
        services["proxy"]["environment"]
    )
    assert all((EXAMPLE / each).exists() for each in mounts if each.startswith("."))
    assert {each for each in mounts if not each.startswith(".")} == set(composed["volumes"])
    for each in services.values():
        assert set(each.get("depends_on", ())) <= set(services)
    for name in ("server1", "server2", "seed"):
        assert services[name]["read_only"]
        assert services[name]["cap_drop"] == ["ALL"]
