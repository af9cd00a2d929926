"""Is a file still what it was when its hash was written down? Asked before it is handed out or another is made of it."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from dashlib.errors import DamagedError
from dashlib.queries.store import release_id_of


def unchanged(folder: Path, name: str) -> Path:
    """The path of a file of a release. Raises DamagedError if it is not what the release's name and manifest say."""
    hashes = _hashes(folder)
    if name != "manifest.json" and digest(folder / name) != hashes.get(name):
        raise DamagedError(_told(folder, name))
    return folder / name


def is_as_kept(path: Path) -> bool:
    """True if a file that was made of a release is there, and is what it was when it was made."""
    try:
        return digest(path) == hash_file(path).read_text("ascii")
    except (OSError, ValueError):
        return False


def hash_file(path: Path) -> Path:
    """Where the hash of a kept file stands."""
    return path.with_name(f".{path.name}.sha256")


def digest(path: Path) -> str | None:
    """The SHA-256 of a file; None if it cannot be read. It is computed once, and again when the file changed."""
    try:
        stat = path.stat()
        return _digest(path, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)
    except OSError:
        return None


def _hashes(folder: Path) -> dict[str, str]:
    """The hashes of a manifest, which has to be the one that names its release."""
    try:
        content = (folder / "manifest.json").read_bytes()
    except OSError as error:
        raise DamagedError(_told(folder, "manifest.json")) from error
    if release_id_of(content) != folder.name:
        raise DamagedError(_told(folder, "manifest.json"))
    return {entry["path"]: entry["sha256"] for entry in json.loads(content)["files"]}


def _told(folder: Path, name: str) -> str:
    return (
        f"The file {name} of the release {folder.name} is not what was published: it was changed or damaged since, and is"
        " not handed out. Whoever runs this site can tell with dashlib verify, and restore it from a backup."
    )


@lru_cache(maxsize=4096)
def _digest(path: Path, size: int, changed: int, status_changed: int, inode: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
