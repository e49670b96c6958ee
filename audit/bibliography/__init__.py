"""Reference lists: finding them in a document, parsing their entries, citation keys, the BibTeX library."""
