"""The documentation of the ontology, generated from the ontology itself: terms and diagrams."""
