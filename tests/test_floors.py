"""Who may import whom: models stand below fixtures and api, and only api.cli knows all floors."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = ("models", "fixtures", "api")
WEB = {
    "aiohttp",
    "asgiref",
    "django",
    "fastapi",
    "flask",
    "graphql",
    "httpx",
    "httpx2",
    "requests",
    "starlette",
    "strawberry",
    "uvicorn",
}
SHUT = {
    "models": {"fixtures", "api", "migrations", "bench", "tests", *WEB},
    "fixtures": {"api", "migrations", "bench", "tests", *WEB},
    "api": {"fixtures", "bench", "tests", "api.cli"},
    "api.cli": {"bench", "tests"},
}


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def imported(tree: ast.Module, package: str) -> Iterator[str]:
    """The full name of everything that a module imports, wherever in it, types included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) + 1 - node.level]
            origin = ".".join([*(above if node.level else []), *filter(None, [node.module])])
            yield from (f"{origin}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and "import" in ast.unparse(node.func).rpartition(".")[2]:
            yield from texts(node.args)


def texts(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def forbidden(source: str, path: str) -> list[str]:
    """What a file imports though its floor may not."""
    package = ".".join(Path(path).parent.parts)
    module = package if Path(path).stem == "__init__" else f"{package}.{Path(path).stem}"
    floor = "api.cli" if within(module, "api.cli") else package.partition(".")[0]
    names = imported(ast.parse(source, path), package)
    return sorted({name for name in names if any(within(name, shut) for shut in SHUT[floor])})


def files(floor: str) -> list[str]:
    return sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / floor).rglob("*.py"))


@pytest.mark.parametrize("floor", FLOORS)
def test_floors_import_nothing_from_above(floor: str) -> None:
    found = {path: forbidden((ROOT / path).read_text("utf-8"), path) for path in files(floor)}

    assert found, f"{floor}/ holds no module: has it moved?"
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    ("path", "source", "expected"),
    [
        ("models/role.py", "import fastapi", ["fastapi"]),
        ("models/role.py", "import strawberry.types as t", ["strawberry.types"]),
        ("models/role.py", "from starlette.responses import Response, JSONResponse", [
            "starlette.responses.JSONResponse", "starlette.responses.Response",
        ]),
        ("models/role.py", "from fixtures import read", ["fixtures.read"]),
        ("models/role.py", "from api.types import Role", ["api.types.Role"]),
        ("models/role.py", "def late():\n    from api import types", ["api.types"]),
        ("models/role.py", "if TYPE_CHECKING:\n    import api.app", ["api.app"]),
        ("models/role.py", "importlib.import_module('fixtures.read')", ["fixtures.read"]),
        ("models/role.py", "__import__('graphql')", ["graphql"]),
        ("fixtures/read.py", "from api.database import engine", ["api.database.engine"]),
        ("fixtures/read.py", "import uvicorn", ["uvicorn"]),
        ("fixtures/read.py", "from bench.seeding import quiet", ["bench.seeding.quiet"]),
        ("api/app.py", "from fixtures.load import seed", ["fixtures.load.seed"]),
        ("api/app.py", "from api.cli.main import main", ["api.cli.main.main"]),
        ("api/app.py", "from .cli import main", ["api.cli.main"]),
        ("api/app.py", "from . import cli", ["api.cli"]),
        ("api/__init__.py", "from api import cli", ["api.cli"]),
        ("api/deep/er.py", "from ..cli import main", ["api.cli.main"]),
    ],
)  # fmt: skip
def test_an_import_from_above_is_found(path: str, source: str, expected: list[str]) -> None:
    assert forbidden(source, path) == expected


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("models/role.py", "import sqlmodel\nfrom models.dates import Edtf\nfrom . import base"),
        ("models/role.py", "import apiary, fixtures_of_others, graphqlite"),
        ("models/role.py", "# import api\n'import fixtures'\nprint('api')"),
        ("fixtures/read.py", "import yaml\nfrom models import Role\nfrom fixtures import checks"),
        ("api/app.py", "import fastapi\nfrom models import Role\nfrom api.client import of"),
        ("api/cli/seed.py", "import uvicorn\nfrom fixtures import load\nfrom api.cli import main"),
        ("api/cli/__init__.py", "from fixtures import load"),
        ("api/cli.py", "from fixtures import load"),
    ],
)
def test_an_import_from_below_is_none_of_those(path: str, source: str) -> None:
    assert forbidden(source, path) == []
