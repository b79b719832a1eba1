"""Loops that call glibc's vector mathematics (libmvec), which computes several sines, exponentials … at once.

LLVM's loop vectorizer replaces a call of a function of numbers by a call of one of vectors if the call says which
one that is, in an attribute.  Here the calls of a compiled loop are given that attribute before LLVM optimises it.
"""

from __future__ import annotations

import ctypes
import functools
import platform
import re
from typing import Any

import llvmlite.binding as llvm
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler

LIBRARY = "libmvec.so.1"

UNARY = (
    *("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh"),
    *("exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "cbrt", "erf", "erfc"),
)
"""Functions of one double that libmvec may have; which ones it has depends on glibc's version."""

BINARY = ("pow", "atan2", "hypot")

_WIDTHS = (("avx512f", "e", 8), ("avx2", "d", 4), ("sse4.2", "b", 2))
"""A feature of the processor, the letter of libmvec's functions that need it, and how many doubles they take."""

_OLDEST = (20,)
"""The first LLVM whose text of a module is as it is read and written here (Numba 0.62)."""

_CALL = re.compile(
    r"(?P<head>call [^@\n]*?double )@(?:llvm\.)?(?P<name>\w+?)(?P<intrinsic>\.f64)?"
    r"(?P<arguments>\((?:double [^,()]+(?:, )?)+\))"
)


def why_not() -> str | None:
    """Why there is no vector mathematics here; None where there is."""
    if platform.machine() not in ("x86_64", "AMD64"):
        return f"the processor is {platform.machine()}, and libmvec's functions are for x86-64"
    version = ".".join(map(str, llvm.llvm_version_info))
    if llvm.llvm_version_info < _OLDEST:
        return f"llvmlite has LLVM {version}, and this needs LLVM {_OLDEST[0]}; take a later Numba"
    try:
        ctypes.CDLL(LIBRARY)
    except OSError:
        return f"there is no {LIBRARY}, which comes with glibc on Linux"
    return None


def are_used(loop: Any) -> bool:
    """Whether a compiled loop calls functions of vectors, or has nothing that they could compute."""
    texts = loop.inspect_llvm().values()
    return all("@_ZGV" not in text or re.search(r"call [^\n]*@_ZGV", text) for text in texts)


@functools.cache
def functions() -> dict[str, list[tuple[str, int]]]:
    """By the names of functions of doubles, libmvec's for this processor, with the numbers that they take at once."""
    library = ctypes.CDLL(LIBRARY)
    llvm.load_library_permanently(LIBRARY)
    here = llvm.get_host_cpu_features()
    found: dict[str, list[tuple[str, int]]] = {}
    for name, arity in [*((name, 1) for name in UNARY), *((name, 2) for name in BINARY)]:
        for feature, letter, width in _WIDTHS:
            vector = f"_ZGV{letter}N{width}{'v' * arity}_{name}"
            if here.get(feature) and hasattr(library, vector):
                found.setdefault(name, []).append((vector, width))
    return found


def with_vectors(module: Any) -> Any:
    """The module with calls that say which functions of vectors there are."""
    known = functions()
    used: dict[str, int] = {}

    def replaced(call: re.Match[str]) -> str:
        name, arguments = call["name"], call["arguments"]
        if name not in known or ("llvm." in call[0].split("@")[1]) != bool(call["intrinsic"]):
            return call[0]
        used[name] = arguments.count("double ")
        return f"{call['head']}@{name}{arguments} #{_GROUP + list(known).index(name)}"

    text = _CALL.sub(replaced, str(module))
    return llvm.parse_assembly("\n".join([text, *_declarations(text, used)])) if used else module


_GROUP = 90_000
"""Numbers of groups of attributes from here on are ours."""

_PURE = "nounwind willreturn memory(none)"


def _declarations(text: str, used: dict[str, int]) -> list[str]:
    """What the module has to know of the functions that it calls, and may call."""
    known, lines, kept = functions(), [f"attributes #{_GROUP - 1} = {{ {_PURE} }}"], []
    for name, arity in used.items():
        number, variants = _GROUP + list(known).index(name), []
        if not re.search(rf"^declare [^\n]*@{name}\(", text, re.MULTILINE):
            lines.append(f"declare double @{name}({', '.join(['double'] * arity)}) #{_GROUP - 1}")
        for vector, width in known[name]:
            kind = f"<{width} x double>"
            lines.append(f"declare {kind} @{vector}({', '.join([kind] * arity)}) #{_GROUP - 1}")
            variants.append(f"_ZGV_LLVM_N{width}{'v' * arity}_{name}({vector})")
            kept.append(f"ptr @{vector}")
        mapping = f'"vector-function-abi-variant"="{",".join(variants)}"'
        lines.append(f"attributes #{number} = {{ {_PURE} {mapping} }}")
    lines.append(
        f"@llvm.compiler.used = appending global [{len(kept)} x ptr] [{', '.join(kept)}], "
        'section "llvm.metadata"'
    )
    return lines


class VectorLibrary(JITCodeLibrary):
    """A compiled function, together with all that it calls, whose loops may call vector mathematics."""

    _final_module: Any

    def _optimize_final_module(self) -> None:
        self._final_module = with_vectors(self._final_module)
        super()._optimize_final_module()


class VectorCompiler(Compiler):
    """Numba's compiler, which puts a function in a `VectorLibrary`."""

    def define_pipelines(self) -> Any:
        """Numba's own."""
        library = VectorLibrary(self.state.targetctx.codegen(), self.state.func_id.func_qualname)
        library.enable_object_caching()
        self.state.library = library
        return super().define_pipelines()
