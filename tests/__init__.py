"""The tests."""

import os

# As workers have it: many small sums take longer if threads share them.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
