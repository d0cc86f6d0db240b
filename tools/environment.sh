#!/usr/bin/env bash
# Makes .venv once: Python, the exact versions of constraints.txt, this project.  Does nothing twice.
set -euo pipefail
cd "$(dirname "$0")/.."
sum=$(cat pyproject.toml constraints.txt tools/environment.sh | cksum)
if [ -x .venv/bin/python ] && [ "$(cat .venv/made 2>/dev/null)" = "$sum" ]; then exit 0; fi

fits='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'
python=""
for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 python}; do
    if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c "$fits" 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "No Python from 3.11 to 3.13 was found: install one, or name it, as in: make PYTHON=/path/to/python3.12 lab" >&2
    exit 1
fi
if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    echo "This Python has no venv module: on Debian or Ubuntu install it with: sudo apt install python3-venv" >&2
    exit 1
fi
echo "Making .venv with $("$python" --version): about 6 GB on Linux, a few minutes, once."
rm -f .venv/made
"$python" -m venv .venv
if ! .venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'; then
    echo "The installation failed: check the network and the free disk space (6 GB), then run the same command again." >&2
    exit 1
fi
echo "$sum" >.venv/made
