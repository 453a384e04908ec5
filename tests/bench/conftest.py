"""The benchmarks lie in the checkout beside the package; the command finds them there, and so do tests."""

import sys
from pathlib import Path

ROOT = str(Path(__file__).parents[2])
if ROOT not in sys.path:
    sys.path.append(ROOT)
