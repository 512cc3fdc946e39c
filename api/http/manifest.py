"""The list of trusted documents, as GraphQL Code Generator writes it."""

import json
import re
from hashlib import sha256
from pathlib import Path

SHA256 = re.compile(r"(sha256:)?([0-9a-f]{64})")


def read(path: str | None) -> dict[str, str]:
    """Return the documents of a file by their ids, or none where there is no file.

    Raise ValueError where it is no such list.

    The file is an object of texts by id, as in
    https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#persisted-documents.
    """
    if path is None:
        return {}
    try:
        given = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as problem:
        raise ValueError(f"it cannot be read: {problem.strerror}") from None
    except ValueError:
        raise ValueError("it is no JSON") from None
    if not isinstance(given, dict) or not all(isinstance(each, str) for each in given.values()):
        raise ValueError("it is no object of documents by their ids")
    return {_checked(name, text): text for name, text in given.items()}


def _checked(identifier: str, document: str) -> str:
    """Return an id as it is looked up; one that is a SHA-256 must be that of its document."""
    if not (found := SHA256.fullmatch(identifier)):
        return identifier
    if sha256(document.encode()).hexdigest() != found[2]:
        raise ValueError(f"{identifier} is not the SHA-256 of its document")
    return found[2]
