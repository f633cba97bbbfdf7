"""Whether the tests reach enough of the platform: what slipcover left is judged."""

import json
import sys
from pathlib import Path

FOUND = Path(".coverage.json")
# Of lines and branches together, in percent.
ALL_MIN, FILE_MIN = 95, 85


def main() -> int:
    """Print what is covered, and each file that is covered too little."""
    found = json.loads(FOUND.read_text())
    overall = found["summary"]["percent_covered"]
    shares = {
        name: each["summary"]["percent_covered"]
        for name, each in sorted(found["files"].items())
    }
    poor = [name for name, share in shares.items() if share < FILE_MIN]
    for name in poor:
        missing = ", ".join(map(str, found["files"][name]["missing_lines"]))
        sys.stdout.write(f"{shares[name]:6.1f} %  {name}: {missing}\n")
    sys.stdout.write(
        f"{overall:6.1f} %  of lines and branches in {len(shares)} files\n"
    )
    return 1 if poor or overall < ALL_MIN else 0


if __name__ == "__main__":
    sys.exit(main())
