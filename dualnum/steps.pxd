# The C types of steps.py, which the compiler reads beside it; nothing else is written twice.

cdef class Steps:
    cdef double numbers[32]
    cdef int codes[48]
    cdef int firsts[48]
    cdef int seconds[48]
    cdef int targets[48]
    cdef int count
    cdef int y_place
    cdef int slope_place
    cdef readonly double value
    cdef readonly double slope
    cpdef bint run(self, double x)

cdef double _computed(int code, double a, double b) noexcept

cdef class Traces:
    cdef object rule
    cdef list known
    cpdef Steps at(self, double x)
    cpdef Steps traced(self, double x)
