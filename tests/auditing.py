"""Which packages of the locks have known vulnerabilities, by pip-audit.

    python -m tests.auditing

Exits with 1 where one has. Where the package index does not tell, as a mirror of it may not, that
is no finding: then it says SKIPPED, and exits with 0.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import typer

LOCKS = ("requirements.lock", "requirements-dev.lock")
PIP_AUDIT = "pip-audit==2.10.1"  # not of the locks: it brings more packages than it would audit

UVX = [str(Path(sys.executable).parent / "uv"), "tool", "run", "--quiet", "--from", PIP_AUDIT]
AUDIT = ["pip-audit", "--disable-pip", "--require-hashes", "--progress-spinner", "off"]


def audited(lock: str) -> dict[str, Any] | None:
    """Return what pip-audit says of a lock; None where it could not ask."""
    command = [*UVX, *AUDIT, "--format", "json", "--requirement", lock]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        found: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        typer.echo(done.stderr.strip()[-500:])
        return None
    return found


def told(lock: str, report: dict[str, Any] | None) -> bool:
    """Say what is known of a lock; return whether it has no known vulnerability."""
    packages = report["dependencies"] if report else []
    known = [each for each in packages if "skip_reason" not in each]
    vulnerable = [each for each in known if each["vulns"]]
    for each in vulnerable:
        ids = ", ".join(vuln["id"] for vuln in each["vulns"])
        typer.echo(
            f"{lock}: {each['name']} {each['version']} has {ids}: choose another by `make lock`."
        )
    if not known:
        typer.echo(f"{lock}: SKIPPED. The package index does not tell of vulnerabilities here.")
    elif not vulnerable:
        typer.echo(
            f"{lock}: {len(known)} of {len(packages)} packages audited; none is known as bad."
        )
    return not vulnerable


if __name__ == "__main__":
    sys.exit(sum(not told(lock, audited(lock)) for lock in LOCKS))
