"""The sources as somebody fetches them, and an environment in which nothing has been set."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[5]
# How this machine reaches the package index is no setting of ours: a newcomer behind a proxy has it too.
NETWORK = (
    "http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "PIP_INDEX_URL", "PIP_CERT",
    "SSL_CERT_FILE",
)  # fmt: skip
MADE = {"var", "__pycache__", "node_modules"}  # left out where no git says what belongs to the sources


def copy(to: Path, root: Path = ROOT) -> Path:
    """Copy what git has and what is new in the working tree; without git every file that is not hidden or made."""
    for name in _listed(root) or _walked(root):
        if (root / name).is_file():  # git also names what was deleted
            target = to / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, target)
    return to


def _listed(root: Path) -> list[str]:
    asked = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
    except OSError:
        return []
    return [name for name in done.stdout.split("\0") if name] if done.returncode == 0 else []


def _walked(root: Path) -> Iterator[str]:
    for folder, inner, files in os.walk(root):
        inner[:] = [name for name in inner if not name.startswith(".") and name not in MADE]
        for name in files:
            yield str((Path(folder) / name).relative_to(root))


def environment(home: Path) -> dict[str, str]:
    """PATH without our own Python environment, an empty home, and how the network is reached."""
    home.mkdir(parents=True, exist_ok=True)
    own = Path(sys.prefix, "bin")
    path = os.pathsep.join(
        one for one in os.environ.get("PATH", os.defpath).split(os.pathsep) if Path(one) != own
    )
    told = {name: os.environ[name] for name in NETWORK if name in os.environ}
    return {"PATH": path, "HOME": str(home), **told}
