"""The whole search: from a limit to trained, exported and timed networks."""

from __future__ import annotations

from narrows.search.run import SearchRun
from narrows.search.workflow import search

__all__ = ["SearchRun", "search"]
