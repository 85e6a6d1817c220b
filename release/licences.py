"""Say under what licence each package comes that sigverify installs; exit status 1 for a GPL or AGPL.

    python -m release.licences

Where a package leaves the choice (Qt: LGPL or GPL), the other one is taken. A build tool whose licence excepts
what it builds is no part of what is installed: only sigverify's own requirements are followed.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Sequence
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

PROJECT = Path(__file__).parents[1] / "pyproject.toml"
EXTRAS = ("train", "postgresql", "dask")
# The Lesser GPL asks nothing of a program that only uses the library.
_STRONG = re.compile(r"\b(?:A?GPL|Affero|GNU General Public)", re.IGNORECASE)


def licence(package: Distribution) -> str:
    """Return what a package says of its licence."""

    def said(field: str) -> list[str]:
        return package.metadata.get_all(field) or []

    classes = [one.rpartition(" :: ")[2] for one in said("Classifier") if one.startswith("License ::")]
    text = "".join(said("License")).strip()
    return "".join(said("License-Expression")) or " AND ".join(classes) or text.partition("\n")[0] or "unknown"


def refused(text: str) -> bool:
    """Return whether there is no other choice than a GPL or AGPL."""
    return all(_STRONG.search(choice) for choice in re.split(r"\s+OR\s+", text))


def closure(extras: Sequence[str] = ()) -> dict[str, Distribution]:
    """Return by their names the packages that sigverify asks for, and all that they require on this machine."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    needs = project["dependencies"] + [need for one in extras for need in project["optional-dependencies"][one]]
    found: dict[str, Distribution] = {}
    done: set[tuple[str, tuple[str, ...]]] = set()
    waiting = [(need.name, tuple(sorted(need.extras))) for need in map(Requirement, needs)]
    while waiting:
        wanted = waiting.pop()
        if wanted in done:
            continue
        done.add(wanted)
        try:
            package = distribution(wanted[0])
        except PackageNotFoundError:  # an extra that is not installed here
            continue
        found[package.metadata["Name"]] = package
        for line in package.requires or []:
            need = Requirement(line)
            marker = need.marker
            if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *wanted[1])):
                waiting.append((need.name, tuple(sorted(need.extras))))
    return {name: found[name] for name in sorted(found, key=str.lower)}


def main() -> int:
    """Print the report."""
    bad = []
    for name, package in closure(EXTRAS).items():
        text = licence(package)
        print(f"{name:32} {package.version:14} {text}")
        if refused(text):
            bad.append(name)
    for name in bad:
        print(f"refused: {name}", file=sys.stderr)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
