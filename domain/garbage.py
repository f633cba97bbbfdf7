"""Garbage: what a process leaves behind in circles, and how often it looks for that."""

import gc

# As Python comes, it looks after every 700 objects that were made and are still there,
# which took a quarter of the time of an import: a chunk of it has hundreds of thousands
# that all go when it is done. Nothing of ours that lives long goes around in circles.
LOOK_AFTER = (50_000, 20, 10)


def settle() -> None:
    """Keep what is there, now that a process is composed, and look less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*LOOK_AFTER)
