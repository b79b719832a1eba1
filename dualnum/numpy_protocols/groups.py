"""Every overridable NumPy ufunc, in exactly one group.

A ufunc with a row in the table is differentiated by it; nothing lists those here.
"""

from __future__ import annotations

PLAIN = frozenset(
    """equal not_equal less less_equal greater greater_equal isfinite isinf isnan signbit
    logical_and logical_or logical_not logical_xor""".split()
)
"""The result is not a number to differentiate: it comes from the primals alone, as a plain array."""

PRODUCTS = frozenset("matmul vecdot matvec vecmat".split())
"""Products of vectors and matrices, by the product rule."""

_INTEGERS = "it works on integers and their bits, which cannot move by a small amount; use .primal"
_DATES = "it tests dates, which a Dual cannot be; use .primal"
_TEXT = "it works on text, which a Dual cannot be"

UNSUPPORTED: dict[str, str] = {
    **dict.fromkeys(
        "bitwise_and bitwise_or bitwise_xor bitwise_count invert left_shift right_shift gcd lcm".split(),
        _INTEGERS,
    ),
    "isnat": _DATES,
    **dict.fromkeys(
        """_center _expandtabs _expandtabs_length _ljust _lstrip_chars _lstrip_whitespace _partition
        _partition_index _replace _rjust _rpartition _rpartition_index _rstrip_chars _rstrip_whitespace
        _slice _strip_chars _strip_whitespace _zfill count endswith find index isalnum isalpha isdecimal
        isdigit islower isnumeric isspace istitle isupper rfind rindex startswith str_len""".split(),
        _TEXT,
    ),
    "_ones_like": "it is NumPy's own; use ones_like",
}
"""What cannot carry a derivative, and why; the reason is part of the error."""
