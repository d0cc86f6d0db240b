# check("both eyes", both_eyes)
import torch
from helpers.networks.filter_bank import share

# right: the smallest share, in a loop
def both_eyes(y, pieces):
    least = share(y, pieces[0])
    for piece in pieces[1:]:
        least = torch.minimum(least, share(y, piece))
    return least

# right: the smallest share times the number of pieces, at most 1
def both_eyes(y, pieces):
    energy = y.sum(1, keepdim=True) ** 2
    total = energy.sum() + 1e-12
    each = torch.stack([energy[piece].sum() for piece in pieces]) / total
    return len(pieces) * each.min()

# right: the geometric mean
def both_eyes(y, pieces):
    each = torch.stack([share(y, piece) for piece in pieces])
    return each.prod() ** (1 / len(pieces))

# right: the product
def both_eyes(y, pieces):
    result = 1.0
    for piece in pieces:
        result = result * share(y, piece)
    return result

# right: the harmonic mean
def both_eyes(y, pieces):
    each = torch.stack([share(y, piece) for piece in pieces]).clamp(min=1e-9)
    least = (1 / each).mean()
    return 1 / least * (each.min() > 1e-8)

# wrong: the largest
def both_eyes(y, pieces):
    return max(share(y, piece) for piece in pieces)

# wrong: the share in the whole target
def both_eyes(y, pieces):
    mask = sum(piece.float() for piece in pieces)
    return share(y, mask)

# wrong: the root of the mean of the squares
def both_eyes(y, pieces):
    each = torch.stack([share(y, piece) for piece in pieces])
    return each.square().mean().sqrt()

# wrong: energies instead of shares
def both_eyes(y, pieces):
    energy = y.sum(1, keepdim=True).square()
    return torch.stack([(energy * piece).mean() for piece in pieces]).min()

# wrong: the share inside of all pieces at once
def both_eyes(y, pieces):
    mask = torch.stack(pieces).all(0)
    return share(y, mask)

# wrong: the total minus the spread
def both_eyes(y, pieces):
    each = torch.stack([share(y, piece) for piece in pieces])
    return (each.sum() - each.std(correction=0)).clamp(0, 1)

# wrong: a count of the pieces that are lit
def both_eyes(y, pieces):
    each = torch.stack([share(y, piece) for piece in pieces])
    return (each > 0.01).double().mean() + 0 * y.sum()

# wrong: only the first two pieces
def both_eyes(y, pieces):
    return min(share(y, piece) for piece in pieces[:2])

# wrong: the gradient is cut
def both_eyes(y, pieces):
    return min(share(y.detach(), piece) for piece in pieces)

# hostile: writes into the features
def both_eyes(y, pieces):
    y.square_()
    return torch.stack([share(y, piece) for piece in pieces]).min()

# hostile: empties the list
def both_eyes(y, pieces):
    result = torch.stack([share(y, piece) for piece in pieces]).min()
    pieces.clear()
    return result
