"""`python -m spandeck`: the same door as the `spandeck` command."""

from spandeck.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
