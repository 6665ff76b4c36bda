"""Curricula in RDF: in our own model, or in the European Learning Model."""
