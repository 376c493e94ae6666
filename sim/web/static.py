"""Everything the browser loads beside the pages, listed once; nothing comes from elsewhere."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from fastapi.responses import FileResponse, Response

HERE = Path(__file__).parent / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".otf": "font/otf",
    ".csv": "text/csv; charset=utf-8",
}
LASTING = frozenset({"plotly.min.js", "sans.otf", "serif.otf"})


@cache
def files() -> dict[str, Path]:
    """List the files by the name that an address may ask for."""
    from pylopdf_fonts_zh_cn import sans_path, serif_path

    found = {path.name: path for path in sorted(HERE.iterdir()) if path.suffix in TYPES}
    return found | {
        "plotly.min.js": _of_package("plotly") / "package_data" / "plotly.min.js",
        "sans.otf": Path(sans_path()),
        "serif.otf": Path(serif_path()),
    }


def response(name: str) -> Response | None:
    """Return a file by name, or None."""
    path = files().get(name)
    if path is None:
        return None
    age = "max-age=86400" if name in LASTING else "no-cache"
    return FileResponse(path, media_type=TYPES[path.suffix], headers={"cache-control": age})


def _of_package(name: str) -> Path:
    """Find a package's folder without importing it."""
    spec = find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent
