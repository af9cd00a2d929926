"""Refused sign-ins in the audit log: a flood of guesses must not fill the disk, so most of a minute's are summed up."""

import logging
from dataclasses import dataclass, field
from threading import Lock, Timer

from dashlib.errors import AuditError
from dashlib.publishing.audit import record
from dashlib.settings import Settings

log = logging.getLogger(__name__)

LINES_A_MINUTE = 10
MINUTE = 60.0


@dataclass
class Refusals:
    """The refusals of one minute: the first have lines of their own, the others one line when the minute is over."""

    lines: int = 0
    summed: int = 0
    lock: Lock = field(default_factory=Lock)

    def write(self, settings: Settings, who: str, **details: object) -> None:
        """Write down that somebody was refused. Raises AuditError if that cannot be written."""
        with self.lock:
            if not self.lines:
                minute = Timer(MINUTE, self.end_minute, (settings,))
                minute.daemon = True
                minute.start()
            self.lines += 1
            if self.lines > LINES_A_MINUTE:
                self.summed += 1
                return
        record(settings, who, "sign-in-refused", **details)

    def end_minute(self, settings: Settings) -> None:
        """Write how many had no line, and begin anew."""
        with self.lock:
            summed, self.lines, self.summed = self.summed, 0, 0
        if summed:
            try:
                record(settings, "", "sign-in-refused", further=summed)
            except AuditError:
                log.exception("%d further sign-ins were refused", summed)


refusals = Refusals()
