"""The whole search: from a limit to trained, exported and timed networks."""

from narrows.search.workflow import search

__all__ = ["search"]
