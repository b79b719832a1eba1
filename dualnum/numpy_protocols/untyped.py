"""NumPy without its types, for code that gives its functions Duals: the types speak of arrays only."""

from __future__ import annotations

from typing import Any

import numpy

np: Any = numpy
