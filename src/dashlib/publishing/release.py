"""Writes a release: tables, descriptor and manifest under a total order, so that the same input gives the same bytes."""

import hashlib
import json
import shutil
import tempfile
from contextlib import closing
from functools import partial
from pathlib import Path

import duckdb
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dashlib import __version__
from dashlib.durable import sync
from dashlib.errors import ReleaseError
from dashlib.ledger.build import ecb_rates
from dashlib.publishing.progress import Tell, TellShare, tell_nobody
from dashlib.publishing.verify import verify_release
from dashlib.queries.store import open_store, release_id_of
from dashlib.schema.package import published_package, published_schema, resources

BUILDING = ".building-"


def build_release(
    connection: duckdb.DuckDBPyConnection, parent: Path, display_currencies: tuple[str, ...], tell: Tell = tell_nobody
) -> Path:
    """Write the release that a connection of `check_upload` holds, verify it, and name its folder by its identifier.

    Raises ReleaseError if an invariant does not hold.
    """
    building = _new_folder(parent)
    try:
        release_id = _write(connection, building, display_currencies, partial(tell, "Writing"))
        tell("Verifying", 0)
        with closing((store := open_store(building)).connection):
            verify_release(store, partial(tell, "Verifying"))
        return _place(building, parent / release_id)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def place_release(built: Path, releases: Path) -> Path:
    """Copy a release that was built elsewhere to where releases are served from; nothing if it is there already."""
    building = _new_folder(releases)
    try:
        for path in built.iterdir():
            shutil.copyfile(path, building / path.name)
        return _place(building, releases / built.name)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def delete_release(release: Path) -> None:
    """Delete a release folder, whose files are read-only."""
    if release.exists():
        release.chmod(0o755)
        shutil.rmtree(release)


def fingerprint() -> dict[str, str]:
    """What a check rests on beside the data: the code, the rules, and the last day of the reference rates."""
    folder = Path(__file__).parent
    rules = b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.suffix in {".csv", ".sql"})
    return {
        "code_version": __version__,
        "rules": hashlib.sha256(rules).hexdigest(),
        "rates_until": str(pc.max(ecb_rates()["rate_date"]).as_py()),
    }


def _new_folder(parent: Path) -> Path:
    parent.mkdir(parents=True, exist_ok=True)
    for abandoned in parent.glob(f"{BUILDING}*"):
        shutil.rmtree(abandoned)
    return Path(tempfile.mkdtemp(prefix=BUILDING, dir=parent))


def _write(
    connection: duckdb.DuckDBPyConnection, folder: Path, display_currencies: tuple[str, ...], tell: TellShare
) -> str:
    connection.execute((Path(__file__).parent / "published.sql").read_text("utf-8"))
    counts = {}
    for done, (name, resource) in enumerate(resources().items()):
        tell(done / len(resources()))
        table = connection.table(f"published_{name}" if resource.derived else name).to_arrow_table()
        order = [(column, "ascending") for column in resource.primary_key]
        schema = published_schema(resource, display_currencies)
        table = table.select(schema.names).sort_by(order).cast(schema)
        pq.write_table(table.combine_chunks(), folder / f"{name}.parquet", compression="zstd", store_schema=False)
        counts[f"{name}.parquet"] = table.num_rows
    licences = pc.unique(connection.table("programmes").to_arrow_table()["licence"].drop_null()).to_pylist()
    licence = licences[0] if len(licences) == 1 else None
    package = published_package(display_currencies, licence)
    (folder / "datapackage.json").write_bytes(_json(package))
    manifest = {
        "schema_version": package["version"],
        "code_version": fingerprint()["code_version"],
        "rates_until": fingerprint()["rates_until"],
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


def _place(building: Path, release: Path) -> Path:
    """Make the folder durable and read-only and name it; a release that is there already is replaced only if broken."""
    if not _is_whole(release):
        delete_release(release)
        for path in building.iterdir():
            path.chmod(0o444)
            sync(path)
        sync(building)
        building.rename(release)
    # Also of one that is there: what named it may have been cut off before this.
    release.chmod(0o555)
    sync(release.parent)
    return release


def _is_whole(release: Path) -> bool:
    try:
        open_store(release).connection.close()
    except ReleaseError:
        return False
    return True
