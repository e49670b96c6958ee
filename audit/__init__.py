"""claim-audit: every statement of a medical text, its citations, and what the registries say of them."""

__version__ = "0.1.0"
