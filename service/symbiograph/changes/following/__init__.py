"""Following the stream of another service: fetched politely, checked, taken in commit by commit."""

from symbiograph.changes.following.mirror import Mirror, Progress

__all__ = ["Mirror", "Progress"]
