"""The command line as tests call it: in the test's process (`Cli`), or in one of its own (`Shell`)."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import audit

ROOT = Path(__file__).resolve().parents[1]
NOWHERE = "http://127.0.0.1:9"  # the discard port: nobody listens there


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Cli:
    """The command line as its user calls it, in the folder `home`: in this process, which is fast."""

    home: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def __call__(
        self, *arguments: str | Path, stdin: bytes | str = b"", cwd: Path | None = None, **environment: str
    ) -> Ran:
        """Run `claim-audit ARGUMENTS`. What we did not foresee fails the test, whatever it is about."""
        given = stdin.encode() if isinstance(stdin, str) else stdin
        ran = self.call([str(argument) for argument in arguments], given, cwd or self.home, self.env(**environment))
        assert "Traceback" not in ran.stderr, ran.stderr
        assert "internal error" not in ran.stderr, ran.stderr
        return ran

    def call(self, arguments: list[str], stdin: bytes, cwd: Path, environment: dict[str, str]) -> Ran:
        from audit.cli import main

        streams = [io.TextIOWrapper(io.BytesIO(data), encoding="utf-8") for data in (stdin, b"", b"")]
        kept = sys.stdin, sys.stdout, sys.stderr
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(cwd)
            for name in set(os.environ) - set(environment):
                patch.delenv(name)
            for name, value in environment.items():
                patch.setenv(name, value)
            sys.stdin, sys.stdout, sys.stderr = streams
            try:
                main(arguments)
                code = 0
            except SystemExit as ended:
                code = int(ended.code or 0)
            finally:
                sys.stdin, sys.stdout, sys.stderr = kept
        texts = []
        for stream in streams[1:]:
            stream.flush()
            texts.append(stream.buffer.getvalue().decode())  # type: ignore[attr-defined]
        return Ran(code, *texts)

    def env(self, **more: str) -> dict[str, str]:
        """The environment of the command: nothing of ours, no registry but those that a test names."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("CLAIM_AUDIT_")}
        services = ("CROSSREF", "DOI", "DATACITE", "EUROPEPMC", "ARCHIVE")
        closed = {f"CLAIM_AUDIT_{name}_URL": NOWHERE for name in services}
        code = str(Path(audit.__file__).parents[1])  # the process must run what the test has imported
        paths = {"PYTHONPATH": os.pathsep.join(filter(None, (code, own.get("PYTHONPATH"))))}
        return {**own, **closed, **paths, "CLAIM_AUDIT_MAX_RETRIES": "0", **self.environment, **more}


class Shell(Cli):
    """The same in a process of its own, as in a shell: for what only a process can show."""

    def call(self, arguments: list[str], stdin: bytes, cwd: Path, environment: dict[str, str]) -> Ran:
        command = [sys.executable, "-m", "audit", *arguments]
        done = subprocess.run(
            command, input=stdin, capture_output=True, cwd=cwd, env=environment, timeout=120, check=False
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
