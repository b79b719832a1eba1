"""Pictures, by matplotlib: each function takes ``ax``, returns its artists, and shows nothing.

matplotlib loads when a picture is drawn.
"""

from dualnum.plotting.boxes import plot_chain
from dualnum.plotting.curves import plot_derivative, plot_piecewise
from dualnum.plotting.straight import animate_secants, plot_line, plot_plane, plot_secants

__all__ = [
    "animate_secants",
    "plot_chain",
    "plot_derivative",
    "plot_line",
    "plot_piecewise",
    "plot_plane",
    "plot_secants",
]
