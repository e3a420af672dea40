"""`python -m narrows` is the command line."""

import sys

from narrows.cli import main

if __name__ == "__main__":  # worker processes load this module too
    sys.exit(main())
