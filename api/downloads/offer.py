"""What the server offers: the package of the very release that it serves, or none."""

import os
from pathlib import Path

from api.downloads import package
from api.downloads.package import Package


class Downloads:
    """The directory that `roster export` fills, looked at again when it was filled anew."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._descriptor = str(directory / package.DESCRIPTOR)
        self._state: object = None
        self._package: Package | None = None

    def of(self, digest: str) -> Package | None:
        """Return the package of the dataset with this hash; None when it is not there."""
        state = self.state()
        if state != self._state:
            self._package = package.read(self._directory) if state else None
            self._state = state
        found = self._package
        return found if found and found.hash == digest else None

    def state(self) -> object:
        """Return what is equal for as long as the directory is not filled anew."""
        try:
            found = os.stat(self._descriptor)  # noqa: PTH116 - at each request
        except OSError:
            return None
        return found.st_dev, found.st_ino, found.st_mtime_ns
