"""Readers: bytes of any format that reviewers hold in their hands -> Document."""
