"""What tests of faults take from the folders of what they disturb."""

from polls.conftest import box

__all__ = ["box"]
