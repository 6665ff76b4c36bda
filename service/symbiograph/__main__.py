"""``python -m symbiograph``: the command line without an installed script."""

from symbiograph.cli import main

main()
