"""`python -m cli`: the command `peyman`."""

from cli import main

main()
