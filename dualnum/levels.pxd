# The C types of levels.py, which the compiler reads beside it; nothing else is written twice.

cdef class Levels:
    cdef long long _next
    cdef object _lock
    cpdef long long fresh(self, bint at_hand_made = *)

cdef Levels LEVELS
