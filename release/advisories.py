"""Look the locked packages up among known vulnerabilities; exit status 1 where one has some.

    python -m release.advisories [--strict]

pip-audit calls a package that its service does not know "not found" and passes. Where the service cannot be
reached, as behind a mirror, that would be all of them: it is told here, and fails with --strict.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LOCKS = sorted((Path(__file__).parents[1] / "requirements").glob("*.txt"))


def told(packages: list[dict[str, Any]], strict: bool) -> tuple[int, list[str]]:
    """Return an exit status, and lines for people, for what pip-audit has found."""
    lines = []
    for one in packages:
        for flaw in one.get("vulns", []):
            fixed = ", ".join(flaw.get("fix_versions", [])) or "no version yet"
            lines.append(f"{one['name']} {one['version']}: {flaw['id']}, mended in {fixed}")
    if lines:
        return 1, lines
    skipped = [one["name"] for one in packages if "skip_reason" in one]
    if skipped:
        lines.append(
            f"{len(skipped)} of {len(packages)} packages were NOT looked up: the service does not know them"
        )
        lines.append(
            f"({', '.join(skipped[:5])}{' and others' if len(skipped) > 5 else ''}); is it pypi.org itself?"
        )
        return int(strict), lines
    return 0, [f"{len(packages)} packages, no known vulnerability"]


def main() -> int:
    """Ask for each lock file."""
    strict = "--strict" in sys.argv[1:]
    worst = 0
    for lock in LOCKS:
        command = [sys.executable, "-m", "pip_audit", "-r", str(lock), "--disable-pip", "--require-hashes"]
        done = subprocess.run(
            [*command, "--format", "json", "--progress-spinner", "off"], capture_output=True, text=True
        )
        try:
            packages = json.loads(done.stdout)["dependencies"]
        except (ValueError, KeyError):
            print(f"{lock.name}: NOT looked up, pip-audit or its service failed:\n{done.stderr.strip()[-400:]}")
            worst = max(worst, int(strict))
            continue
        status, lines = told(packages, strict)
        worst = max(worst, status)
        print(*(f"{lock.name}: {line}" for line in lines), sep="\n")
    return worst


if __name__ == "__main__":
    sys.exit(main())
