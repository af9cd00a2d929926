"""Source tables as they may be published: checked, and with the register of withheld names applied. The only way there."""

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from dashlib.errors import JournalError, ReleaseError
from dashlib.publishing.check import check_upload, partners_hidden
from dashlib.publishing.problems import Problem
from dashlib.publishing.progress import TellShare, tell_nobody
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
    """The register; where none was kept yet, whom the tables mark that are public now. Raises ReleaseError."""
    register = read_register(settings)
    if (settings.private / FILE).exists():
        return register
    try:
        tables = published_tables(settings)[1]
    except JournalError:
        raise
    except ReleaseError:
        # They were not kept: there is nothing to learn from.
        return register
    return withhold(Upload(tables), register)[1] if tables else register
