"""Networks that were trained once and stored, data/NAME.pt: read with care."""

import torch


def read_stored(path, module):
    """The tensors in a stored file, on the CPU; ValueError in one sentence if it is missing or damaged.

    module  what writes the file again, ``python -m module``

    Nothing is unpickled but tensors and plain containers (``weights_only``): a file that came from
    elsewhere can hold wrong numbers, but no code.
    """
    again = f"write it again with `python -m {module}`"
    try:
        return torch.load(path, weights_only=True, map_location="cpu")
    except FileNotFoundError:
        raise ValueError(f"data/{path.name} is missing: {again}") from None
    except (MemoryError, PermissionError):
        raise  # no damage: writing the file again would not help
    except Exception:  # a damaged archive raises what its bytes happen to mean: no list of kinds is complete
        raise ValueError(f"data/{path.name} is damaged: {again}") from None
