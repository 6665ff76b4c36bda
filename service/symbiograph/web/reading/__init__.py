"""How a description becomes a page: which facts, in which order and words, with which marks."""
