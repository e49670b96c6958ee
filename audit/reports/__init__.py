"""Reports: the stored audit drawn in every format that its readers use, from the stored audit alone."""

from audit.reports.interface import FORMATS, WORKSPACE_FORMATS, extension, render, render_workspace

__all__ = ["FORMATS", "WORKSPACE_FORMATS", "extension", "render", "render_workspace"]
