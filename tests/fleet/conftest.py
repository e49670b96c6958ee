"""Work that other processes do (`jobs`) must be importable in them too."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
