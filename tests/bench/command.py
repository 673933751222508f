"""The command `harmonise` of this checkout, as a module that can be measured.

Belongs here: nothing but the call. Does not belong here: settings, which come from the environment.
"""

from __future__ import annotations

import sys

from pipelines.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
