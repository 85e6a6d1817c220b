"""What a bundle, a profile or a cache holds is data: nothing that is read can run."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted(
    one for room in ("sigverify", "ui", "models", "calibration") for one in (ROOT / room).rglob("*.py")
)
# Modules that build objects out of what they read, and calls that run text.
RUNNING_MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal", "yaml"}
RUNNING_CALLS = {"eval", "exec"}


def dangers(source: str) -> list[str]:
    """Return what in a module could run what it reads."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [one.name for one in node.names if one.name.partition(".")[0] in RUNNING_MODULES]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in RUNNING_MODULES:
            found.append(str(node.module))
        elif isinstance(node, ast.Call):
            found += _call(node)
        elif isinstance(node, ast.Attribute) and node.attr == "Lambda":
            found.append("Lambda layer")
    return found


def _call(node: ast.Call) -> list[str]:
    name = ast.unparse(node.func)
    keys = {one.arg: ast.unparse(one.value) for one in node.keywords}
    if name in ("np.load", "numpy.load") and keys.get("allow_pickle") != "False":
        return [f"{name} without allow_pickle=False"]
    if name.endswith("load_model") and keys.get("safe_mode") != "True":
        return [f"{name} without safe_mode=True"]
    if name.endswith("enable_unsafe_deserialization") or name in RUNNING_CALLS:
        return [name]
    return []


def test_no_module_can_run_what_it_reads() -> None:
    assert len(SOURCES) > 200
    found = {str(one.relative_to(ROOT)): dangers(one.read_text(encoding="utf-8")) for one in SOURCES}
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from joblib import load",
        "np.load(path)",
        "np.load(path, allow_pickle=True)",
        "keras.saving.load_model(path)",
        "keras.saving.load_model(path, safe_mode=False)",
        "keras.config.enable_unsafe_deserialization()",
        "keras.layers.Lambda(print)",
        "eval(text)",
    ],
)
def test_each_of_these_would_be_found(source: str) -> None:
    assert dangers(source)
