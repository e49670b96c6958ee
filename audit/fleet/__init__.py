"""Many documents in one run: who does the work (`engines`), what one document needs (`tasks`), and what is still true
of earlier runs (`memory`, `versions`, `manner`, `plan`). `audit.runs` puts them together.

What is remembered lies in `.claim-audit/`. It saves time and nothing else: without it, or with a damaged or foreign
one, a run reads and judges everything again and comes to the same result.
"""
