"""Comparing texts by what they mean: the optional extra ``embeddings``, which needs no network."""
