"""Lines and rates of change: secants, tangents, tangent planes (lecture, L1 to L3)."""

from dualnum.lines.line import Line, SecantLine, TangentLine
from dualnum.lines.plane import TangentPlane, tangent_plane
from dualnum.lines.rates import average_rate_of_change, secant_line, tangent_line

__all__ = [
    "Line",
    "SecantLine",
    "TangentLine",
    "TangentPlane",
    "average_rate_of_change",
    "secant_line",
    "tangent_line",
    "tangent_plane",
]
