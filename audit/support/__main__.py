"""`python -m audit.support [FILE|-]`: the support command by itself, for measuring."""

from __future__ import annotations

import sys
from pathlib import Path

from audit.errors import ClaimAuditError
from audit.support import support_lines


def main(arguments: list[str]) -> int:
    """Read JSON Lines, print one verdict a line. Exit code 2: the input is wrong and nothing was judged."""
    name = arguments[0] if arguments else "-"
    try:
        lines = sys.stdin if name == "-" else Path(name).read_text(encoding="utf-8").splitlines()
        for answer in support_lines(lines, path=name):
            print(answer)
    except (OSError, ClaimAuditError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
