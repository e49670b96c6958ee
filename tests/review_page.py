"""The review page, served to tests: in a thread of this process, on a port that the system gives."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from command_line import ROOT
from review_bench import JANE, NOW

from audit.model import Actor, Decision
from audit.review.desk import Desk
from audit.review.log import DecisionLog
from audit.review.web.server import Served
from audit.workspace import Workspace

EXAMPLE = "carcinoid-syndrome"


def example(folder: Path) -> Path:
    """A copy of the workspace that this repository is."""
    for name in ("content", "claims", "bib", "reports"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "claim-audit.toml", folder)
    return folder


def desk_of(root: Path) -> Desk:
    """The desk of a workspace, at noon of a day that does not change."""
    return Desk(Workspace.open(root), lambda: NOW)


@contextmanager
def served(root: Path, who: Actor = JANE) -> Iterator[Served]:
    """The page of a workspace, answering."""
    with Served(desk_of(root), who) as page:
        thread = threading.Thread(target=page.run, daemon=True)
        thread.start()
        try:
            yield page
        finally:
            page.stop()
            thread.join(20)


def entries(root: Path) -> list[Decision]:
    """The log as it is on disk, its chain checked."""
    trail = DecisionLog.inside(root / "claims").read()
    assert trail.fault is None
    return trail.entries


@dataclass
class Client:
    """Somebody who came in with the key, as a browser would send it."""

    page: Served
    session: requests.Session = field(default_factory=requests.Session)
    csrf: str = ""

    def __post_init__(self) -> None:
        self.session.trust_env = False
        answer = self.session.get(self.page.address, timeout=30)
        assert answer.status_code == 200
        document = self.session.get(self.url("/"), timeout=30).text
        self.csrf = document.partition('name="csrf" content="')[2].partition('"')[0]
        assert self.csrf

    def url(self, path: str) -> str:
        parts = urlsplit(self.page.address)
        return f"{parts.scheme}://{parts.netloc}{path}"

    def get(self, path: str, **more: Any) -> requests.Response:
        return self.session.get(self.url(path), timeout=30, **more)

    def post(self, path: str, values: Any, *, headers: dict[str, str | None] | None = None) -> requests.Response:
        sent: dict[str, str | None] = {"X-Claim-Audit": self.csrf, **(headers or {})}
        return self.session.post(self.url(path), json=values, headers=sent, timeout=30)  # type: ignore[arg-type]

    def decide(self, name: str, action: str, kind: str = "document", id: str = "", **more: Any) -> requests.Response:
        return self.post(f"/d/{name}/decide", {"action": action, "type": kind, "id": id, **more})
