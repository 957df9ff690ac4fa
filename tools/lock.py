"""Write the lock files from requirements*.in: `python tools/lock.py`, or `--check` to look at them only.

Every package is pinned with the hashes of all its files and for every platform at once. The files
hold no address: where packages come from is the business of the machine that installs them.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OLDEST_PYTHON = "3.11"
# Source, lock, and the lock that it must agree with: tests run on the very versions that run in service.
LOCKS = (
    ("requirements.in", "requirements.lock", None),
    ("requirements-dev.in", "requirements-dev.lock", "requirements.lock"),
    ("requirements-setup.in", "requirements-setup.lock", None),
)
_PIN = re.compile(r"(?m)^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==(\S+)")


def compile_lock(source: str, lock: str, agree: str | None) -> None:
    """Resolve one file with uv. Versions already in the lock are kept unless the source forbids them."""
    uv = shutil.which("uv")
    if uv is None:
        sys.exit("uv is needed to write the lock files: pip install uv")
    command = [
        uv, "pip", "compile", source, "--output-file", lock, "--universal", "--generate-hashes",
        "--no-header", "--no-emit-index-url", "--no-emit-find-links", "--quiet",
        "--python-version", OLDEST_PYTHON,
    ]  # fmt: skip
    if agree:
        command += ["--constraint", agree]
    if "--upgrade" in sys.argv[1:]:
        command.append("--upgrade")
    subprocess.run(command, cwd=ROOT, check=True)


def pins(text: str) -> dict[str, str]:
    """Name and version of every package in a lock (with markers, the last of several)."""
    return dict(_PIN.findall(text))


def faults() -> list[str]:
    """What is wrong with the lock files as they are."""
    found: list[str] = []
    texts = {lock: (ROOT / lock).read_text("utf-8") for _, lock, _ in LOCKS}
    for source, lock, agree in LOCKS:
        text = texts[lock]
        if "://" in text or "--index" in text or "--find-links" in text:
            found.append(f"{lock}: holds an address")
        blocks = re.split(r"(?m)^(?=[A-Za-z0-9])", text)
        found += [
            f"{lock}: no hash for {b.split()[0]}" for b in blocks if "==" in b and "--hash=sha256:" not in b
        ]
        wanted = re.findall(r"(?m)^([A-Za-z0-9][A-Za-z0-9._-]*)", (ROOT / source).read_text("utf-8"))
        found += [
            f"{lock}: {name} of {source} is missing" for name in wanted if _key(name) not in _keys(text)
        ]
        if agree:
            base, here = pins(texts[agree]), pins(text)
            found += [f"{lock}: {n} is not the {v} of {agree}" for n, v in base.items() if here.get(n) != v]
    return found


def _keys(text: str) -> set[str]:
    return {_key(name) for name in pins(text)}


def _key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> int:
    if "--check" not in sys.argv[1:]:
        for source, lock, agree in LOCKS:
            compile_lock(source, lock, agree)
    found = faults()
    sys.stdout.write("\n".join([*found, "locks: ok" if not found else ""]).strip() + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
