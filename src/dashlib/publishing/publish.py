"""From source tables to the current release: check, build, verify, write beside, switch."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dashlib.errors import ReleaseError, SourceError
from dashlib.ledger.build import ecb_rates
from dashlib.publishing.check import check_upload
from dashlib.publishing.journal import append_entry, current_entry, publishing_lock, read_journal, replace_file
from dashlib.publishing.problems import Problem
from dashlib.publishing.reading.folder import read_folder
from dashlib.publishing.upload import CARRIED, PLACE, Upload
from dashlib.publishing.verify import verify_release
from dashlib.queries.store import open_store, release_id_of
from dashlib.schema.package import arrow_type, published_fields, published_package, resources
from dashlib.settings import Settings


@dataclass(frozen=True)
class Publication:
    """What publishing did: the release, the number of its line in the journal, whether it was current already."""

    release_id: str
    number: int
    is_new: bool
    problems: list[Problem]


def publish_folder(
    folder: Path, settings: Settings, note: str = "", by: str = "command line", tell: Callable[[str], None] = print
) -> Publication:
    """Publish the source tables of a folder; `tell` hears of each step.

    Raises SourceError with the problems if the tables hold errors; the release being served stays.
    """
    with publishing_lock(settings.data):
        tell("Reading")
        upload = read_folder(folder)
        return _publish(upload, settings, note, by, tell)


def ensure_release(settings: Settings) -> None:
    """Build the source of the settings if nothing was ever published: once, however many ask at the same moment."""
    if current_entry(read_journal(settings.data)):
        return
    with publishing_lock(settings.data):
        if not current_entry(read_journal(settings.data)):
            _publish(read_folder(settings.source), settings, "", "first start", lambda _: None)


def _publish(upload: Upload, settings: Settings, note: str, by: str, tell: Callable[[str], None]) -> Publication:
    tell("Checking")
    connection, problems = check_upload(upload, settings.display_currencies)
    if any(p.severity == "error" for p in problems):
        raise SourceErrors(problems)
    releases = settings.data / "releases"
    releases.mkdir(parents=True, exist_ok=True)
    for abandoned in releases.glob(".building-*"):
        shutil.rmtree(abandoned)
    tell("Writing")
    building = Path(tempfile.mkdtemp(prefix=".building-", dir=releases))
    try:
        release_id = _write_release(connection, building, settings.display_currencies)
        tell("Verifying")
        verify_release(open_store(building))
        _place(building, releases / release_id)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    entries = read_journal(settings.data)
    entry = current_entry(entries)
    if entry and entry.release == release_id:
        return Publication(release_id, entry.number, False, problems)
    number = len(entries) + 1
    _keep_source(settings.private / str(number), upload, problems, by)
    tell("Switching")
    append_entry(settings.data, "publish", release_id, note)
    return Publication(release_id, number, True, problems)


class SourceErrors(SourceError):
    """The source tables hold errors; `problems` are all findings."""

    def __init__(self, problems: list[Problem]) -> None:
        """Keep the findings."""
        count = sum(p.severity == "error" for p in problems)
        super().__init__(f"Nothing was published: the tables hold {count} error{'' if count == 1 else 's'}.")
        self.problems = problems


def _write_release(connection: duckdb.DuckDBPyConnection, folder: Path, display_currencies: tuple[str, ...]) -> str:
    """Write tables, descriptor and manifest under a total order, so that the same input gives the same bytes."""
    connection.execute((Path(__file__).parent / "published.sql").read_text("utf-8"))
    counts = {}
    for name, resource in resources().items():
        table = connection.table(f"published_{name}" if resource.derived else name).to_arrow_table()
        order = [(column, "ascending") for column in resource.primary_key]
        fields = published_fields(resource, display_currencies)
        table = table.select([entry["name"] for entry in fields]).sort_by(order)
        table = table.cast(pa.schema([(entry["name"], arrow_type(entry)) for entry in fields]))
        pq.write_table(table.combine_chunks(), folder / f"{name}.parquet", compression="zstd", store_schema=False)
        counts[f"{name}.parquet"] = table.num_rows
    licences = pc.unique(connection.table("programmes").to_arrow_table()["licence"].drop_null()).to_pylist()
    licence = licences[0] if len(licences) == 1 else None
    package = published_package(display_currencies, licence)
    (folder / "datapackage.json").write_bytes(_json(package))
    manifest = {
        "schema_version": package["version"],
        "code_version": version("dashlib"),
        "rates_until": str(pc.max(ecb_rates()["rate_date"]).as_py()),
        "display_currencies": list(display_currencies),
        "licence": licence,
        "files": [
            {"path": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "rows": counts.get(path.name)}
            for path in sorted(folder.iterdir())
        ],
    }
    content = _json(manifest)
    (folder / "manifest.json").write_bytes(content)
    return release_id_of(content)


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def _place(building: Path, release: Path) -> None:
    """Make the folder read-only and give it its name; a release that is there already is replaced only if broken."""
    if release.exists():
        try:
            open_store(release)
        except ReleaseError:
            release.chmod(0o755)
            shutil.rmtree(release)
        else:
            return
    for path in building.iterdir():
        path.chmod(0o444)
    building.rename(release)
    release.chmod(0o555)


def _keep_source(folder: Path, upload: Upload, problems: list[Problem], by: str) -> None:
    """Keep the source tables, the report and who published, for staff only: the base of the next upload."""
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.parent.chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "source").mkdir(parents=True, mode=0o700)
    folder.chmod(0o700)
    for name, table in upload.tables.items():
        path = folder / "source" / resources()[name].path
        path.parent.mkdir(exist_ok=True)
        plain = table.drop_columns(PLACE.names)
        plain = plain.rename_columns([name.removeprefix(CARRIED) for name in plain.column_names])
        plain.to_pandas().to_csv(path, index=False, lineterminator="\n")
    replace_file(folder / "report.json", _json([asdict(p) for p in problems]))
    replace_file(folder / "publication.json", _json({"by": by}))
