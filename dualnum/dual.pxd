# The C types of dual.py's attributes, which the compiler reads beside it; nothing else is written twice.

cdef class Storage:
    cdef object __weakref__
    cdef double _a
    cdef double _b
    cdef public long long _level
    cdef object _others

cdef class Dual(Storage):
    pass

cdef Dual _new(object kind)

cpdef Dual of_floats(double a, double b, long long level)
