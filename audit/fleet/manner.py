"""In what manner audits are made: everything but the document itself that decides what comes out, as one hash.

It holds the content of our own package, since a rule may change without the version, and the names of the installed
packages, since theirs do too.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from audit.configuration import settings_sha256
from audit.files import dump_json, sha256
from audit.model import Settings

_PACKAGE = Path(__file__).parents[1]


def manner_of(settings: Settings, profile: Any, reports: Path) -> str:
    """A hash of the tool, the settings that matter, the profile's content, and where and how reports are written."""
    told = {
        "tool": tool_sha256(),
        "python": list(sys.version_info[:3]),
        "packages": sorted(_installed()),
        "settings": settings_sha256(settings, profile),
        "support": settings.support,
        "formats": settings.formats,
        "reports": str(reports),
    }
    return sha256(dump_json(told))


def tool_sha256() -> str:
    """A hash of every file of this package: its code, its data, its templates."""
    hashes = []
    for folder, folders, files in os.walk(_PACKAGE):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(files):
            path = Path(folder) / name
            hashes.append(f"{path.relative_to(_PACKAGE)} {sha256(path.read_bytes())}")
    return sha256("\n".join(hashes))


def _installed() -> set[str]:
    """What is installed, by the names that installers leave (`lxml-6.0.0.dist-info`)."""
    found: set[str] = set()
    for entry in dict.fromkeys(sys.path):
        try:
            names = [path.name for path in Path(entry or ".").iterdir()]
        except OSError:
            continue
        found.update(name for name in names if name.endswith((".dist-info", ".egg-info")))
    return found
