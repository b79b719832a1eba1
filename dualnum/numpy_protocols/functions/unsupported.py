"""Functions that cannot carry a derivative, each with the reason that its error gives."""

from __future__ import annotations

from dualnum.numpy_protocols.array_functions import GROUPS, REASONS, find

_BITS = "it works on bits, which cannot move by a small amount"
_DATES = "it works on dates, which a Dual cannot be"
_FILES = "the file would hold no derivative; save .primal and .tangent (pickle keeps a Dual whole)"
_TEXT = "it works on text, which a Dual cannot be"
RECORDS = "numpy.lib.recfunctions"

UNSUPPORTED: dict[str, str] = {
    **dict.fromkeys("packbits unpackbits".split(), _BITS),
    **dict.fromkeys("busday_count busday_offset is_busday datetime_as_string".split(), _DATES),
    **dict.fromkeys("save savetxt savez savez_compressed".split(), _FILES),
}
"""By name, with the reason."""

for _name, _reason in UNSUPPORTED.items():
    GROUPS[find(_name)] = "unsupported"
    REASONS[find(_name)] = _reason

# These are not imported: they load numpy.ma, or text.  The dispatcher looks up a function's module too.
for _module, _reason in (
    (RECORDS, "it works on arrays with named fields, which a Dual does not have"),
    ("numpy.char", _TEXT),
    ("numpy.strings", _TEXT),
):
    GROUPS[_module] = "unsupported"
    REASONS[_module] = _reason
