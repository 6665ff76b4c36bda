"""``/openapi.json`` and ``/docs``: every public address of the service, described once.

The named queries describe themselves. Other addresses are described as data: ``PATHS`` of a module
here, or of ``openapi.py`` beside the routes of a surface. What is not described stands in
:data:`document.LEFT_OUT` with the reason. :mod:`parts` has what descriptions are made of.
"""
