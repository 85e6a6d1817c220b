"""What the site has beside docs/: model cards, house-keeping pages, the icon, a list of all decisions.

A hook of mkdocs (mkdocs.org/user-guide/configuration/#hooks). Links from docs/ to those files are written as they
are in the repository, where they have to work too, and lead to the pages here.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parents[1]
_CARDS = {f"model-card-{name}.md": f"models/bundles/{name}/MODEL_CARD.md" for name in ("default", "free", "pen")}
_PAGES = {
    **_CARDS,
    "contributing.md": "CONTRIBUTING.md",
    "changes.md": "CHANGELOG.md",
    "images/sigverify.svg": "ui/assets/sigverify.svg",
}


def on_config(config: Any) -> Any:
    """Name the decisions one by one."""
    folder = Path(config.docs_dir) / "decisions"
    decisions = [{_title(page): f"decisions/{page.name}"} for page in sorted(folder.glob("[0-9]*.md"))]
    nav = _expanded(config.nav, {"decisions/README.md": ["decisions/README.md", *decisions]})
    config.nav = _present(nav, Path(config.docs_dir))
    return config


def on_files(files: Files, config: Any) -> Files:
    """Add what lies outside docs/."""
    for place, source in _PAGES.items():
        files.append(File.generated(config, place, abs_src_path=str(ROOT / source)))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Lead links between the repository's files to the pages that are made of them."""
    up = "../" * page.file.src_uri.count("/")
    for place, source in _PAGES.items():
        markdown = re.sub(rf"\]\((?:\.\./)+{re.escape(source)}", f"]({up}{place}", markdown)
    if page.file.src_uri in _PAGES:
        # Seen from its own folder.
        markdown = re.sub(r"\]\((?:\.\./)*docs/", f"]({up}", markdown)
    return markdown


def _expanded(nav: Any, instead: dict[str, Any]) -> Any:
    if isinstance(nav, list):
        return [_expanded(one, instead) for one in nav]
    if isinstance(nav, dict):
        return {title: _expanded(one, instead) for title, one in nav.items()}
    return instead.get(nav, nav)


def _present(nav: Any, docs: Path) -> Any:
    """Leave out pages that are not written yet."""
    if isinstance(nav, list):
        shown = [_present(one, docs) for one in nav]
        return [one for one in shown if one not in (None, [])]
    if isinstance(nav, dict):
        named = {title: _present(one, docs) for title, one in nav.items()}
        return {title: one for title, one in named.items() if one not in (None, [])} or None
    return nav if nav in _PAGES or (docs / nav).is_file() else None


def _title(page: Path) -> str:
    first = page.read_text(encoding="utf-8").splitlines()[0]
    return first.lstrip("# ").strip()
