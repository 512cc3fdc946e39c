"""Half a minute of `bench.soak`, whose 20 minutes are for releases: nothing fails under load."""

import subprocess
import sys

from sqlalchemy import URL

from tests.command import ROOT


def test_nothing_fails_in_half_a_minute(dataset_url: URL) -> None:
    url = dataset_url.render_as_string(hide_password=False)
    soaked = subprocess.run(
        [sys.executable, "-m", "bench.soak", url, "--minutes", "0.5"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert soaked.returncode == 0, soaked.stdout + soaked.stderr
