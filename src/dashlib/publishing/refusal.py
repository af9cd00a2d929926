"""Who must not be named where the journal cannot be asked: in the beginning of a new one, and in a backup."""

from dashlib.errors import ReleaseError
from dashlib.publishing.check import check_upload, partners_hidden
from dashlib.publishing.kept import kept_names
from dashlib.publishing.reading.folder import read_folder
from dashlib.publishing.register import FILE, NOBODY, parsed_register
from dashlib.publishing.upload import Upload, text_schema
from dashlib.publishing.withheld import Names, names_of, naming_releases, releases_naming
from dashlib.publishing.withholding import withhold
from dashlib.schema.package import source_tables
from dashlib.settings import Settings


def withheld_names(settings: Settings) -> Names:
    """Who is withheld by the register and by the newest tables that were kept. Raises ReleaseError.

    Whom the register only begins to make public is withheld: no line of a journal says that it was done.
    """
    path = settings.private / FILE
    register = parsed_register(path.read_bytes()) if path.exists() else NOBODY
    upload = Upload({name: text_schema(resource).empty_table() for name, resource in source_tables().items()})
    for name in kept_names(settings)[:1]:
        upload = read_folder(settings.private / name / "source")
    upload, register = withhold(upload, register)
    connection, _ = check_upload(upload, settings.display_currencies, register=register)
    return names_of(register, upload.tables["organizations"], partners_hidden(connection))


def refuse_withheld(settings: Settings, names: Names, release: str) -> None:
    """Raise ReleaseError if a release names one of these, or if that cannot be told."""
    if naming_releases(releases_naming(settings, names, [release])):
        raise ReleaseError(f"The release {release} names what is withheld now: it cannot be served again.")
