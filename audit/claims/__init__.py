"""Reading damaged citations: statements, their markers, their coverage, their identity, and the claim store."""
