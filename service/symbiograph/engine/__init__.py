"""The SPARQL engine: releases on disk, the image in memory, and what a query may ask of it."""
