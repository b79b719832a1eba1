"""The conventions at special points, as data, and the page that shows them."""

from dualnum.conventions.page import page
from dualnum.conventions.table import SECTIONS, Convention, Number, Section

__all__ = ["SECTIONS", "Convention", "Number", "Section", "page"]
