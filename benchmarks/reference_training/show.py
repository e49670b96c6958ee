"""Print some training references, to read them: python benchmarks/reference_training/show.py [seed] [number]"""

import sys

from damage import damaged
from facts import Library
from render_other import OtherRenderer

library = Library(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
renderer = OtherRenderer(library)
kinds = ["article"] * 12 + [
    "book",
    "book",
    "chapter",
    "chapter",
    "conference",
    "abstract",
    "web",
    "report",
    "news",
    "label",
    "data-on-file",
    "thesis",
    "preprint",
    "trial",
]
for _ in range(int(sys.argv[2]) if len(sys.argv) > 2 else 30):
    work = library.work(library.random.choice(kinds))
    print(f"{work.kind:<9}", "".join(text for text, _ in damaged(renderer.render(work), library.random)))
