"""What each page imports of ours, and how large our folders are: `python -m tests.shape` prints it."""

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path

from dashlib.settings import PROJECT

SOURCE = PROJECT / "src" / "dashlib"
COMMENTS = {".py": "#", ".sql": "--"}


def lines_of(path: Path) -> int:
    """The lines of a file without blanks and comments."""
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    return sum(bool(line) and not line.startswith(COMMENTS[path.suffix]) for line in lines)


def imported_by(page: Path) -> list[Path]:
    """Our files that a fresh process has read once it has imported what a page imports."""
    imports = [
        node for node in ast.parse(page.read_text("utf-8")).body if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    ours = "print(*(module.__file__ for name, module in sys.modules.items() if name.split('.')[0] == 'dashlib'))"
    code = "\n".join(["import sys", *map(ast.unparse, imports), ours])
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    return [Path(name) for name in done.stdout.split()]


def lines_by_folder() -> Counter[str]:
    """The lines of Python and SQL of each folder; `.` are the files beside them."""
    found: Counter[str] = Counter()
    for path in (path for path in SOURCE.rglob("*") if path.suffix in COMMENTS):
        found[str(Path(*path.relative_to(SOURCE).parent.parts[:1]))] += lines_of(path)
    return found


def main() -> None:
    """Print both."""
    for page in sorted((PROJECT / "pages").glob("*.py")):
        files = imported_by(page)
        print(f"{page.name:20} {len(files):4} files {sum(map(lines_of, files)):6,} lines")
    folders = lines_by_folder()
    for name, lines in sorted(folders.items()):
        print(f"{name:20} {lines:17,} lines")
    print(f"{'all':20} {folders.total():17,} lines")


if __name__ == "__main__":
    main()
