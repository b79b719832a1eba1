# The C types of short_way.py, which the compiler reads beside it; nothing else is written twice.

from dualnum.dual cimport Dual
from dualnum.steps cimport Steps, Traces

cdef int _reporting
