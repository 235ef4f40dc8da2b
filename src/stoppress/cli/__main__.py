"""Lets `python -m stoppress.cli` be the command `stoppress`."""

from stoppress.cli.main import main

main()
