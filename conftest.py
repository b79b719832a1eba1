"""What pytest leaves alone where an extra is not installed: the modules of the compiled tier need Numba."""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("numba") else ["dualnum/compiled/*.py"]
