"""Fixtures that tests of faults use from the folders of the disturbed parts."""

from polls.conftest import box

__all__ = ["box"]
