"""One edition after the other of the tiny dataset, each with rows added, changed and removed."""

import models
from fixtures.rows import Rows
from tests import tiny


def edition(number: int) -> Rows:
    """Return the edition of a number, which is also that of its release."""
    version = tiny.copy()
    guest = f"person/guest-{number}"
    version[models.Person].append({"id": guest, "name": "Guest", "name_sort": guest})
    version[models.Name].append(
        {"record_id": guest, "position": 0, "text": "Guest", "kind": "primary", "folded": "guest"}
    )
    version[models.Role][0]["title"] = f"Lead {number}"
    return tiny.rows(version)
