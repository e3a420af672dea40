"""`python -m narrows` is the command line."""

import sys

from narrows.cli import main

sys.exit(main())
