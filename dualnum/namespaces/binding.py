"""A namespace: what NumPy's names mean for one component type, and rules bound to it.

A rule's expression speaks ``np``.  `Namespace.bind` makes a copy of the expression in whose
globals that one name is the namespace; this happens once per row and namespace.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import CodeType, FunctionType
from typing import Any

from dualnum.rules.table import TABLE, Partial, Rule


def names_in(code: CodeType) -> set[str]:
    """The names that an expression reads, also inside the functions it makes."""
    inner = (names_in(const) for const in code.co_consts if isinstance(const, CodeType))
    return set(code.co_names).union(*inner)


def _speaks_np_beside(module: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether ``np`` means the same in two modules: they are one, or of one package and both have it."""
    package = module.get("__package__")
    return other is module or ("np" in other and bool(package) and other.get("__package__") == package)


class BoundRule:
    """A row of the table whose expressions speak one namespace."""

    __slots__ = (
        "choose",
        "kink",
        "outputs",
        "over",
        "partials",
        "plans",
        "real_linear",
        "rule",
        "simple",
        "value",
    )

    def __init__(self, rule: Rule, namespace: Namespace) -> None:
        bind = namespace.bind
        self.rule = rule
        partials = rule.partials
        if namespace.textbook:
            partials = rule.textbook or partials
        elif namespace.nested:
            partials = rule.nested or partials
        self.partials = tuple(bind(partial) for partial in partials)
        self.outputs = rule.outputs and tuple(o and tuple(bind(p) for p in o) for o in rule.outputs)
        self.over = bind(rule.over)
        self.choose = bind(rule.choose)
        self.real_linear = bind(rule.real_linear)
        self.kink = bind(rule.kink)
        self.value = namespace.function(rule.name)
        self.plans: dict[tuple[bool, ...], Any] = {}
        # Σ partial·tangent, over a denominator or not, is all there is to it.
        self.simple = not (rule.constant or rule.choose or rule.outputs or None in partials)


class Names:
    """The object that ``np`` is in a bound expression: plain attributes, which are the fastest to read."""


class Namespace:
    """NumPy's names for one component type, found on first use and then kept.

    Args:
        name: for messages.
        natives: the functions that the type has of its own, by NumPy's names.
        fallback: where to look for a name that is not among them; returns None when it knows none.
        textbook: whether rules are bound in their textbook form (see `Rule.textbook`).
        nested: whether the numbers are Duals themselves (see `Rule.nested`).
        priority: among the components of one call, the one of the highest priority decides.
        variant: for a type whose numbers do not all compute alike (complex arrays, Duals of mpmath's
            numbers): gives the namespace of one of them.
        exact: whether the numbers are exact, and a function that is not exact gives a float.
        library: the array API namespace of the arrays; None for other numbers.
    """

    def __init__(
        self,
        name: str,
        natives: Mapping[str, Any],
        fallback: Callable[[str], Any] | None = None,
        *,
        textbook: bool = False,
        nested: bool = False,
        priority: float = 0,
        variant: Callable[[Any], Namespace] | None = None,
        exact: bool = False,
        library: Any = None,
    ) -> None:
        self.name = name
        self.textbook = textbook
        self.nested = nested
        self.priority = priority
        self.exact = exact
        self.library = library
        self.variant = variant
        self._natives = natives
        self._fallback = fallback
        self._own: dict[str, Any] = {}
        self._names = Names()
        self._globals: dict[int, tuple[dict[str, Any], dict[str, Any]]] = {}
        self._bound: dict[str, BoundRule] = {}

    def function(self, name: str) -> Any:
        """The meaning of ``name`` here: the type's own, the fallback's, or the value of the row ``name``.

        Raises:
            TypeError: the component type has no such function.
        """
        found = self._own.get(name)
        if found is None:
            found = self._native(name)
            if found is None:
                return self._value_of_row(name)
            self._own[name] = found
        return found

    def _native(self, name: str) -> Any:
        found = self._natives.get(name)
        return found if found is not None or self._fallback is None else self._fallback(name)

    def _value_of_row(self, name: str) -> Any:
        row = TABLE.get(name)
        # A value that only calls the function's own name says that the component type must have it.
        if row is None or row.value is None or name in row.value.__code__.co_names:
            raise TypeError(f"{name}: {self.name} numbers have no such function; convert them to float first")
        return self.bind(row.value)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.function(name)

    def bind(self, expression: Partial | None) -> Any:
        """The expression with ``np`` meaning this namespace; a number or None stays as it is."""
        if not isinstance(expression, FunctionType):
            return expression
        return self._rebuilt(expression, self._globals_for(expression.__globals__))

    def bound(self, rule: Rule) -> BoundRule:
        """The row bound to this namespace; made on first use."""
        found = self._bound.get(rule.name)
        if found is None or found.rule is not rule:
            found = self._bound[rule.name] = BoundRule(rule, self)
        return found

    def _globals_for(self, original: dict[str, Any]) -> dict[str, Any]:
        """The globals of a module of rules, in which ``np`` and the helpers speak this namespace.

        Helpers may also be those of another module of the same package.
        """
        kept = self._globals.get(id(original))
        if kept is None or kept[0] is not original:
            changed = dict(original)
            for name, thing in original.items():
                if isinstance(thing, FunctionType) and _speaks_np_beside(original, thing.__globals__):
                    home = thing.__globals__  # never in a circle: Python does not import names from one
                    changed[name] = self._rebuilt(
                        thing, changed if home is original else self._globals_for(home)
                    )
            changed["np"] = self._names
            kept = self._globals[id(original)] = (original, changed)
        return kept[1]

    def _rebuilt(self, function: FunctionType, names: dict[str, Any]) -> FunctionType:
        for name in names_in(function.__code__):
            if not hasattr(self._names, name):
                setattr(self._names, name, self._found_now_or_late(name))
        return FunctionType(
            function.__code__, names, function.__name__, function.__defaults__, function.__closure__
        )

    def _found_now_or_late(self, name: str) -> Any:
        """What an expression finds under ``np.name``; the value of a row only when it is called."""
        known = self._native(name)
        if known is not None:
            return known

        def late(*args: Any) -> Any:
            return self.function(name)(*args)

        return late

    def __repr__(self) -> str:
        return f"<namespace of {self.name} numbers>"
