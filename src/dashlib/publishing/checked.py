"""Source tables as they may be published: checked, and with the register of withheld names applied. The only way there."""

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from dashlib.errors import JournalError, ReleaseError
from dashlib.publishing.check import check_upload, partners_hidden
from dashlib.publishing.kept import kept_names
from dashlib.publishing.problems import Problem
from dashlib.publishing.progress import TellShare, tell_nobody
from dashlib.publishing.reading.folder import read_folder
from dashlib.publishing.register import FILE, Register, read_register
from dashlib.publishing.source import published_tables
from dashlib.publishing.upload import Upload
from dashlib.publishing.withheld import Names, names_of
from dashlib.publishing.withholding import made_public, withhold
from dashlib.settings import Settings


@dataclass(frozen=True)
class Checked:
    """The upload with its marks, the connection and problems of `check_upload`, and who must not be named."""

    upload: Upload
    connection: duckdb.DuckDBPyConnection
    problems: list[Problem]
    names: Names

    @property
    def register(self) -> Register:
        """The register with whom the upload marks: it is kept with the publication."""
        return self.names.register


def check(
    settings: Settings,
    upload: Upload,
    by: str,
    base: Mapping[str, pa.Table] | None = None,
    tell: TellShare = tell_nobody,
    public_again: tuple[str, ...] = (),
) -> Checked:
    """Check an upload as `check_upload` does, with the register; these of its keys are made public again.

    Raises ReleaseError if the register cannot be read.
    """
    register = known_register(settings)
    lifted = [entry for entry in register.entries if entry.key in public_again]
    if lifted:
        upload = made_public(upload, lifted)
    upload, register = withhold(upload, register.without(public_again), by)
    connection, problems = check_upload(upload, settings.display_currencies, base, tell, register)
    names = names_of(register, upload.tables["organizations"], partners_hidden(connection))
    return Checked(upload, connection, problems, names)


def known_register(settings: Settings) -> Register:
    """The register; where none was kept yet, whom the tables mark that were ever kept.

    Raises ReleaseError if it cannot be read, or nothing is there to learn from beside what was published.
    """
    register = read_register(settings)
    if (settings.private / FILE).exists():
        return register
    try:
        tables = published_tables(settings)[1]
    except JournalError:
        raise
    except ReleaseError as error:
        # As where the folder of staff is not mounted: who is withheld cannot be told.
        raise ReleaseError(
            f"Neither the register of what is withheld nor the published source tables are in {settings.private}, so"
            " nothing is published. See whether DASHLIB_PRIVATE names the folder that it always named, or restore it"
            " from a backup."
        ) from error
    # Whoever was marked once and left the tables since is withheld all the same.
    earlier = [settings.private / name / "source" for name in reversed(kept_names(settings))]
    for marked in (*(read_folder(folder).tables for folder in earlier if folder.is_dir()), tables):
        register = withhold(Upload(marked), register)[1] if marked else register
    return register
