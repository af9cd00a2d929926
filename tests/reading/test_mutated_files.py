"""Files damaged in every way end in tables or in findings, never in an error of ours; the seed is fixed."""

import io
import json
import os
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from handed import GRANT, as_xlsx, grant

from dashlib.publishing.problems import rules
from dashlib.publishing.reading.child import read_here
from dashlib.publishing.reading.files import SPARING
from dashlib.publishing.reading.given import MEMORY, Given, Reading
from dashlib.settings import PROJECT

CSV, WORKBOOKS = 800, 300
LONG = 10
ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-be", "cp1250", "cp1251", "iso8859_2", "mac_cyrillic", "cp852", "utf-32")


def mutated(content: bytes, chance: random.Random) -> bytes:
    """The content with some bytes flipped, cut out, doubled or cut off, or its cells and rows exchanged."""
    given = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 5, 30])):
        if not given:
            break
        start = chance.randrange(len(given))
        length = chance.choice([1, 1, 2, 8, 100])
        kind = chance.randrange(7)
        if kind <= 1:
            given[start] ^= 1 << chance.randrange(8)
        elif kind == 2:
            del given[start : start + length]
        elif kind == 3:
            given[start:start] = given[start : start + length]
        elif kind == 4:
            given[start : start + length] = bytes(chance.randrange(256) for _ in range(length))
        elif kind == 5 and chance.random() < 0.2:
            del given[start:]
        else:
            given[start:start] = chance.choice(
                [b'"', b",", b";", b"\r", b"\n", b"\0", b"\xff\xfe", "č".encode(), b"#REF!"]
            )
    return bytes(given)


def exchanged(content: bytes, chance: random.Random) -> bytes:
    """Text with its cells and lines in another order, in another encoding."""
    lines = [line.split(",") for line in content.decode().splitlines()]
    for _ in range(chance.randrange(5)):
        one, other = chance.choice(lines), chance.choice(lines)
        first, second = chance.randrange(len(one)), chance.randrange(len(other))
        one[first], other[second] = other[second], one[first]
    if chance.random() < 0.3:
        chance.shuffle(lines)
    text = "\n".join(chance.choice([",", ",", ";", "\t"]).join(line) for line in lines)
    return text.encode(chance.choice(ENCODINGS), "replace")


def mutated_parts(content: bytes, chance: random.Random) -> bytes:
    """A zip in good order, one or two parts of which are damaged."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        damaged = chance.sample(old.namelist(), chance.choice([1, 1, 2]))
        damaged += ["xl/worksheets/sheet1.xml", "content.xml"] if chance.random() < 0.5 else []
        for name in old.namelist():
            new.writestr(name, mutated(old.read(name), chance) if name in damaged else old.read(name))
    return out.getvalue()


def files(kind: str) -> list[tuple[str, bytes]]:
    # Imported here: what makes workbooks takes longer to load than the reader that is under test.
    from test_files import as_ods, as_xls, saved

    rows = [GRANT, *(grant(n, amount_awarded=f"{n}.50", award_date="30.06.2023") for n in range(4))]
    if kind == "csv":
        source = PROJECT / "data" / "source" / "awkward"
        return [(path.name, path.read_bytes()) for path in sorted(source.rglob("*.csv"))]
    return [("a.xlsx", as_xlsx(rows)), ("a.xls", saved(as_xls(rows))), ("a.ods", as_ods(rows))]


def judge(reading: Reading) -> None:
    assert {p.rule for p in reading.upload.problems} <= set(rules())
    for name, table in reading.upload.tables.items():
        table.validate(full=True)
        assert table["@file"].null_count == table["@line"].null_count == 0, name
    assert reading.upload.tables or any(p.severity == "error" for p in reading.upload.problems)


def run(folder: Path, kind: str, count: int, first: int) -> None:
    """Read mutations; which one it is stands in a file, should the process end over it."""
    originals = files(kind)
    for number in range(first, count):
        chance = random.Random(f"{kind} {number}")
        name, content = originals[number % len(originals)]
        if kind == "csv" and chance.random() < 0.3:
            content = exchanged(content, chance)
        elif content[:2] == b"PK" and chance.random() < 0.7:
            content = mutated_parts(content, chance)
        else:
            content = mutated(content, chance)
        (folder / "number").write_text(str(number))
        (folder / "file").write_bytes(content)
        judge(read_here([Given(name, folder / "file")], lambda now: None))
    (folder / "number").write_text(str(count))


@pytest.mark.parametrize("times", [1, pytest.param(LONG, marks=pytest.mark.long)])
@pytest.mark.parametrize(("kind", "few"), [("csv", CSV), ("workbook", WORKBOOKS)])
def test_no_damaged_file_ends_in_an_error_of_ours(kind: str, few: int, times: int, tmp_path: Path) -> None:
    count, first, ended = few * times, 0, []
    while first < count:
        arguments = json.dumps([str(tmp_path), kind, count, first])
        done = subprocess.run(
            [sys.executable, __file__, arguments],
            capture_output=True,
            text=True,
            env={"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(sys.path), **SPARING},
            check=False,
        )
        number = int((tmp_path / "number").read_text())
        # A library may give up the process where memory ends, and only there: the server's child is told by that.
        out_of_memory = done.returncode < 0 or "MemoryError" in done.stderr
        assert number == count or out_of_memory, (kind, number, done.stderr[-2000:])
        if number < count:
            ended.append(number)
        first = number if number == count else number + 1
    assert len(ended) < count // 200, ended


if __name__ == "__main__":
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    given_folder, given_kind, given_count, given_first = json.loads(sys.argv[1])
    run(Path(given_folder), given_kind, given_count, given_first)
