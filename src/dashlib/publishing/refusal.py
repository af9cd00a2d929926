"""May a release be served at all? What begins a chain anew or brings a backup back asks this, and nothing else, of withholding."""

from dashlib.errors import ReleaseError
from dashlib.publishing.check import check_upload
from dashlib.publishing.kept import kept_names
from dashlib.publishing.reading.folder import read_folder
from dashlib.publishing.withheld import releases_naming
from dashlib.settings import Settings


def refuse_withheld(settings: Settings, release: str) -> None:
    """Raise ReleaseError if a release names what the newest tables that were kept withhold, or if that cannot be told."""
    # The one point at which the register of what is withheld decides about adoption and restoration.
    for name in kept_names(settings)[:1]:
        connection, _ = check_upload(read_folder(settings.private / name / "source"), settings.display_currencies)
        if releases_naming(connection, settings, [release]):
            raise ReleaseError(f"The release {release} names what is withheld now: it cannot be served again.")
