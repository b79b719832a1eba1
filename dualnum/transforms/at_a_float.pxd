# What the compiler needs to know before it reads at_a_float.py.

from dualnum.dual cimport Dual
from dualnum.levels cimport Levels
