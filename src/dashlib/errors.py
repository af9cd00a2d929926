"""The few exceptions that are shown to people; anything else is a bug."""


class DashlibError(Exception):
    """Something went wrong that a person can understand and mend; the message says what, where and how."""


class SettingsError(DashlibError):
    """An environment variable holds what cannot be used."""


class SourceError(DashlibError):
    """The source tables hold errors, so nothing was published."""


class ReleaseError(DashlibError):
    """A release or the journal is missing, broken or not what it says it is."""


class JournalError(ReleaseError):
    """The journal is missing, cut or broken beside what was published: nothing is served or built, a person must look."""


class DamagedError(ReleaseError):
    """A file of a release is not what was published: it is not handed out, and nothing is made of it."""


class ReleaseGoneError(ReleaseError):
    """A link names a release that was withdrawn, never was, or cannot be read any more; the newest one can."""


class ReleaseWithdrawnError(ReleaseGoneError):
    """The release held what must not be public: its files were deleted."""


class ExportError(DashlibError):
    """A file cannot be made of a release; the message names another that can be taken."""


class CandidateError(DashlibError):
    """An upload of staff cannot go on as it was asked; the message says why."""


class StaffError(DashlibError):
    """The accounts or sessions of staff cannot be read, or an account cannot be made as asked."""


class AuditError(StaffError):
    """The audit log cannot be written, so the act was refused."""


class BusyError(DashlibError):
    """Too many want the same at once; it can be tried again in a moment."""
