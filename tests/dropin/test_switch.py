"""Entering and leaving drop_in: everything is put back, whatever happens in between."""

import importlib
import math
import subprocess
import sys
import threading
import types
from math import sin as imported_sin

import numpy as np
import pytest
from numpy import asarray as imported_asarray

import dualnum
from dualnum import Dual, derivative, drop_in


def references():
    """What this module and others refer to, by identity."""
    return [
        np.asarray,
        np.zeros,
        np.array,
        np.full,
        math.sin,
        imported_sin,
        imported_asarray,
        np.lib._index_tricks_impl.zeros_like if hasattr(np.lib._index_tricks_impl, "zeros_like") else None,
    ]


def test_everything_is_put_back_also_after_an_exception():
    before = references()
    with drop_in():
        assert np.asarray is not before[0]
        assert math.sin is not before[4]
        with drop_in():
            pass
        assert np.asarray is not before[0]
    assert all(a is b for a, b in zip(references(), before, strict=True))
    with pytest.raises(ZeroDivisionError), drop_in():
        1 / 0  # noqa: B018  (it raises)
    assert all(a is b for a, b in zip(references(), before, strict=True))
    assert "float" not in vars(sys.modules[__name__])


def test_modules_imported_inside_are_put_back_too(tmp_path, monkeypatch):
    (tmp_path / "imported_inside.py").write_text(
        "from math import cos\nfrom numpy import asarray, zeros\n"
        "def f(x):\n    out = zeros(1)\n    out[0] = cos(float(x))\n    return asarray(out)\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    before = np.asarray, np.zeros, math.cos
    with drop_in():
        module = importlib.import_module("imported_inside")
    assert (module.asarray, module.zeros, module.cos) == before
    assert derivative(drop_in(module.f))(0.5).tolist() == pytest.approx([-math.sin(0.5)], rel=1e-15)
    del sys.modules["imported_inside"]


def test_other_threads_see_plain_functions_and_types():
    stop, seen = threading.Event(), []

    def plain():
        while not stop.is_set():
            seen.append((type(np.zeros(2)), type(np.asarray([1.0])), math.sin(0.5), np.zeros(2).tolist()))

    thread = threading.Thread(target=plain)
    thread.start()
    for _ in range(200):
        assert derivative(drop_in(lambda x: math.sin(np.asarray(x)[()])))(0.0) == 1
    stop.set()
    thread.join()
    assert set(map(repr, seen)) == {repr((np.ndarray, np.ndarray, math.sin(0.5), [0.0, 0.0]))}


def test_threads_entering_and_leaving_at_once():
    errors = []

    def work(seed):
        f = drop_in(lambda x: math.exp(float(x)) * np.asarray(x, float))
        for i in range(100):
            x = seed + i / 100
            if abs(derivative(f)(x) - (1 + x) * math.exp(x)) > 1e-12 * (1 + x) * math.exp(x):
                errors.append(x)

    before = references()
    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert all(a is b for a, b in zip(references(), before, strict=True))


def test_a_generator_left_inside():
    def values():
        with drop_in():
            yield math.sin(Dual(0.0, 1.0))
            yield math.cos(Dual(0.0, 1.0))

    before = references()
    first, second = values()
    assert (first.tangent, second.tangent) == (1, 0)
    assert all(a is b for a, b in zip(references(), before, strict=True))


def test_nothing_of_it_loads_with_dualnum():
    code = "import sys, dualnum; print(any(name.startswith('dualnum.dropin') for name in sys.modules))"

    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"


def test_the_class_is_unchanged_once_loaded():
    with drop_in():
        assert type(Dual(1.0, 1.0)) is Dual
    assert dualnum.drop_in is drop_in


def module_of(name, source):
    """A loaded module of that source."""
    module = types.ModuleType(name)
    sys.modules[name] = module
    exec(source, vars(module))
    return module


@pytest.fixture
def new_module():
    made = []

    def make(source):
        made.append(f"made_for_a_test_{len(made)}")
        return module_of(made[-1], source)

    yield make
    for name in made:
        del sys.modules[name]


def test_a_name_that_is_bound_anew_between_two_entries_is_not_overwritten(new_module):
    module = new_module("from math import sin\ndef f(x):\n    return sin(x)\n")
    f = drop_in(module.f)
    assert derivative(f)(0.0) == 1
    module.sin = lambda x: 5 * x
    assert derivative(f)(0.0) == 5
    assert module.sin(1.0) == 5
    module.sin = math.cos
    assert derivative(f)(0.5) == -math.sin(0.5)
    assert module.sin is math.cos


def test_a_name_that_is_bound_anew_inside_keeps_its_value(new_module):
    source = "from math import sin\ndef f(x):\n    global sin\n    y = sin(x)\n    sin = len\n    return y\n"
    module = new_module(source)
    assert derivative(drop_in(module.f))(0.0) == 1
    assert module.sin is len


def test_names_of_an_interactive_session_are_seen_as_they_come(new_module):
    module = new_module("def f(x):\n    return sin(x)\n")
    module.sin = math.sin
    f = drop_in(module.f)
    assert derivative(f)(0.0) == 1
    exec("from math import cos\ndef g(x):\n    return float(x) * cos(x)\n", vars(module))
    assert derivative(drop_in(module.g))(0.0) == 1
    assert module.cos is math.cos
    assert "float" not in vars(module)


def test_functions_with_names_of_their_own():
    names = {"exp": math.exp, "__name__": "not_a_module"}
    exec("def f(x):\n    return exp(x)\n", names)
    assert derivative(drop_in(names["f"]))(0.0) == 1
    assert names["exp"] is math.exp


def test_modules_imported_inside_are_open_at_once(tmp_path, monkeypatch):
    (tmp_path / "open_at_once.py").write_text(
        "from math import cos\nfrom numpy import zeros\nAT_IMPORT = zeros(2)\n"
        "def f(x):\n    out = zeros(1)\n    out[0] = cos(float(x))\n    return out\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))

    def f(x):
        import open_at_once

        return open_at_once.f(x)

    assert derivative(drop_in(f))(0.5).tolist() == [-math.sin(0.5)]
    module = sys.modules.pop("open_at_once")
    assert (module.cos, module.zeros) == (math.cos, np.zeros)
    assert module.cos is math.cos
    assert type(module.AT_IMPORT) is np.ndarray
    assert "float" not in vars(module)


def test_an_exception_in_an_import_leaves_the_thread_inside():
    with drop_in():
        with pytest.raises(ImportError):
            importlib.import_module("no_such_module_anywhere")
        assert math.sin(Dual(0.0, 1.0)).tangent == 1


def test_a_second_thread_enters_with_a_module_that_the_first_does_not_know(new_module):
    inside, done = threading.Event(), threading.Event()

    def wait():
        with drop_in():
            inside.set()
            done.wait(10)

    first = threading.Thread(target=wait)
    first.start()
    inside.wait(10)
    try:
        module = new_module("from math import tan\ndef f(x):\n    return tan(float(x))\n")
        assert derivative(drop_in(module.f))(0.0) == 1
    finally:
        done.set()
        first.join()
    assert module.tan is math.tan


def test_entering_does_not_look_at_the_modules_again(monkeypatch):
    from dualnum.dropin import references

    with drop_in():
        pass
    looked_at = []
    monkeypatch.setattr(references, "ModuleCode", looked_at.append)
    for _ in range(3):
        with drop_in():
            pass
    assert not looked_at
