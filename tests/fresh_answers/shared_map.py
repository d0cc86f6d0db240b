# check("shared map", shared)
import torch

# right: a product with a matrix of equal numbers
def shared(maps):
    p = maps.shape[1]
    averager = torch.full((p, p), 1 / p, dtype=maps.dtype, device=maps.device)
    return averager @ maps

# right: image by image
def shared(maps):
    out = []
    for image in maps:
        row = image.sum(dim=0) / len(image)
        out.append(torch.stack([row] * len(image)))
    return torch.stack(out)

# right: einsum and repeat
def shared(maps):
    N, P, _ = maps.shape
    row = torch.einsum("npq->nq", maps) / P
    return row.unsqueeze(1).repeat(1, P, 1)

# right: zeros plus the average
def shared(maps):
    return torch.zeros_like(maps) + maps.mean(-2, keepdim=True)

# wrong: average of rows and columns together
def shared(maps):
    return maps.mean((1, 2), keepdim=True).expand_as(maps)

# wrong: half of the own map is kept
def shared(maps):
    return 0.5 * maps + 0.5 * maps.mean(1, keepdim=True)

# wrong: the last place speaks for all
def shared(maps):
    return maps[:, -1:, :].expand_as(maps)

# wrong: without its own map, the average of the others
def shared(maps):
    P = maps.shape[1]
    return (maps.sum(1, keepdim=True) - maps) / max(P - 1, 1)

# wrong: the average of the diagonal
def shared(maps):
    d = torch.diagonal(maps, dim1=1, dim2=2).mean(1)
    return d[:, None, None].expand_as(maps)

# wrong: geometric mean
def shared(maps):
    return maps.clamp_min(1e-12).log().mean(1, keepdim=True).exp().expand_as(maps)

# wrong: numbers through NumPy, without a gradient
def shared(maps):
    a = maps.detach().cpu().numpy().mean(1, keepdims=True)
    return torch.from_numpy(a).expand_as(maps).to(maps)

# wrong: neighbours share a map
def shared(maps):
    return (maps + maps.roll(1, 1)) / 2
