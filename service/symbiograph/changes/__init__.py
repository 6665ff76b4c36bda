"""Changes as a Linked Data Event Stream: recorded member by member, told, and followed."""
