"""The package as a whole: what `datapackage.json` says of it, and reading that again."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.downloads.rows import CsvFile, JsonLinesFile
from api.downloads.tables import Column, Table

TITLE = "Roster: who builds AI"
LICENSE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
SOURCES = (
    {
        "title": "Epoch AI, Notable AI Models, CC BY 4.0",
        "path": "https://epoch.ai/data/ai-models",
    },
    {
        "title": "Stanford CRFM, Ecosystem Graphs, no licence stated",
        "path": "https://crfm.stanford.edu/ecosystem-graphs/",
    },
)
"""The datasets that many facts are from; every other source is a row of the table `source`."""

DESCRIPTOR = "datapackage.json"
CHECKSUMS = "SHA256SUMS"
SQLITE = "roster.sqlite"
PARAGRAPH = "\n\n"
MEDIA_TYPES = {
    SQLITE: "application/vnd.sqlite3",
    DESCRIPTOR: "application/json",
    CHECKSUMS: "text/plain",
}


@dataclass(frozen=True)
class File:
    """A file of a package; `table` and `rows` are those of a file that holds one table."""

    filename: str
    media_type: str
    bytes: int
    sha256: str
    table: str | None = None
    rows: int | None = None


@dataclass(frozen=True)
class Package:
    """A package in a directory: the hash of the dataset, what it tells of itself, and its files."""

    directory: Path
    hash: str
    about: tuple[str, ...]
    files: Mapping[str, File]


def read(directory: Path) -> Package | None:
    """Return the package in a directory; None when there is none, or half of one."""
    try:
        said = [directory.joinpath(name).read_bytes() for name in (DESCRIPTOR, CHECKSUMS)]
        descriptor = json.loads(said[0])
        resources = descriptor["resources"]
        rows = {each["table"]: each["rows"] for each in resources if "rows" in each}
        files = [_listed(resource, rows) for resource in resources]
        for name, content in zip((DESCRIPTOR, CHECKSUMS), said, strict=True):
            sha256 = hashlib.sha256(content).hexdigest()
            files.append(File(name, MEDIA_TYPES[name], len(content), sha256))
        about = tuple(descriptor["description"].split(PARAGRAPH))
        by_name = {file.filename: file for file in files}
        package = Package(directory, descriptor["hash"], about, by_name)
        sizes = {name: directory.joinpath(name).stat().st_size for name in package.files}
    except (OSError, ValueError, LookupError, TypeError):
        return None
    whole = all(file.bytes == sizes[file.filename] for file in files)
    return package if whole else None


def _listed(resource: Mapping[str, Any], rows: Mapping[str, int]) -> File:
    table = resource.get("table")
    return File(
        resource["path"],
        resource["mediatype"],
        resource["bytes"],
        resource["hash"].removeprefix("sha256:"),
        table,
        rows.get(table) if table else None,
    )


def write(
    directory: Path,
    digest: str,
    about: Sequence[str],
    tables: Sequence[Table],
    rows: Mapping[str, int],
) -> None:
    """Describe the files that were written to a directory: the package, and their checksums."""
    resources = list(_resources(directory, tables, rows))
    descriptor = {
        "name": "roster",
        "title": TITLE,
        "description": PARAGRAPH.join(about),
        "hash": digest,
        "licenses": [LICENSE],
        "sources": list(SOURCES),
        "contributors": [{"title": "Roster contributors", "role": "author"}],
        "resources": resources,
    }
    text = json.dumps(descriptor, ensure_ascii=False, indent=1)
    directory.joinpath(DESCRIPTOR).write_text(f"{text}\n", encoding="utf-8")
    names = [DESCRIPTOR, *(resource["path"] for resource in resources)]
    sums = "".join(f"{_sha256(directory / name)}  {name}\n" for name in sorted(names))
    directory.joinpath(CHECKSUMS).write_text(sums, encoding="utf-8")


def _resources(
    directory: Path, tables: Sequence[Table], rows: Mapping[str, int]
) -> Iterator[dict[str, Any]]:
    sqlite = "All tables as one SQLite file; its table `about` explains them."
    yield _resource(directory, "sqlite", SQLITE, MEDIA_TYPES[SQLITE], description=sqlite)
    for table in tables:
        yield _resource(
            directory,
            table.name,
            f"{table.name}{CsvFile.suffix}",
            CsvFile.media_type,
            type="table",
            format="csv",
            description=table.description,
            table=table.name,
            rows=rows[table.name],
            schema=_schema(table),
        )
    for table in tables:
        # No "table" to Frictionless, whose reader of JSON Lines is an extra that few install.
        yield _resource(
            directory,
            f"{table.name}-jsonl",
            f"{table.name}{JsonLinesFile.suffix}",
            JsonLinesFile.media_type,
            type="file",
            description=f"The table `{table.name}` as JSON Lines, with the columns of its CSV.",
            table=table.name,
        )


def _resource(directory: Path, name: str, path: str, mediatype: str, **more: Any) -> dict[str, Any]:
    file = directory / path
    return {
        "name": name,
        "path": path,
        "mediatype": mediatype,
        "bytes": file.stat().st_size,
        "hash": f"sha256:{_sha256(file)}",
        **more,
    }


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _schema(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(column) for column in table.columns]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    foreign = [
        {
            "fields": [column.name],
            "reference": {"resource": column.refers_to, "fields": ["id"]},
        }
        for column in table.columns
        if column.refers_to
    ]
    return {**schema, "foreignKeys": foreign} if foreign else schema


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": column.type,
        "description": column.description,
    }
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.words:
        constraints["enum"] = list(column.words)
        field["categories"] = [
            {"value": word, "label": meaning} for word, meaning in column.words.items()
        ]
    return {**field, "constraints": constraints} if constraints else field
