"""`python -m abonent.management`: the `abonent` command where it is not installed."""

from abonent.management.main import main

if __name__ == "__main__":
    main()
