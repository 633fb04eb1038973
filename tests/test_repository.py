"""What a newcomer meets: the make targets, the check script, the samples, the licence."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.md"))


def test_make_lists_its_targets():
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {"demo", "test", "lint"} <= {line.split()[0] for line in done.stdout.splitlines() if line.strip()}


@pytest.mark.parametrize("script", [".ci/run", "tools/system-needs"])
def test_scripts_are_sound(script):
    path = ROOT / script
    assert os.access(path, os.X_OK)
    assert "set -euo pipefail" in path.read_text("utf-8")
    subprocess.run(["bash", "-n", str(path)], check=True)


def test_a_python_that_is_too_old_is_told(tmp_path):
    old = tmp_path / "python-old"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2"\nexit 1\n')
    old.chmod(0o755)
    done = subprocess.run([ROOT / "tools/system-needs", "venv", str(old)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "3.11" in done.stderr
    assert "Python 3.9.2" in done.stderr
    assert "PYTHON=" in done.stderr


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_sample_says_whose_account_it_gives_and_that_it_is_a_paraphrase(path):
    front = path.read_text("utf-8").split("---\n")[1]
    keys = dict(re.findall(r"^(\w+): (.*)$", front, re.MULTILINE))
    assert {"title", "outlet", "published", "language", "note"} <= set(keys)
    assert keys["note"].startswith(
        '"Paraphrase written by the Rashomon project from public facts; gives the account of '
    )


def test_there_are_samples_of_the_incident_and_two_look_alikes():
    assert len(EXAMPLES) >= 10
    assert {"12-lookalike-agdam-azerbaijan", "14-lookalike-idlib"} <= {path.stem for path in EXAMPLES}


def test_every_dependency_has_a_floor_and_the_licence_is_told():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert all(">=" in one for one in project["dependencies"])
    assert project["license"] == "Apache-2.0"
    assert "Version 2.0, January 2004" in (ROOT / "LICENSE").read_text("utf-8")
