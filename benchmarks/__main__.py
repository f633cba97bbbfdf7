"""Measure: `python -m benchmarks [NAME …]`."""

from benchmarks.main import main

if __name__ == "__main__":
    main()
