"""Print the page: ``python -m dualnum.conventions > docs/conventions.md``."""

import sys

from dualnum.conventions.page import page

sys.stdout.buffer.write(page().encode())
