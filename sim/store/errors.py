"""What can go wrong with a results folder."""

from __future__ import annotations

from typing import ClassVar

from sim.errors import GridResponseError


class StoreError(GridResponseError):
    """A table could not be written or read: the run fails."""


class FolderError(GridResponseError):
    """A folder cannot be used for this call: in use, not writable, or holding other results."""

    exit_status: ClassVar[int] = 2
