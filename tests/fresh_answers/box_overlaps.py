# check("box overlaps", pairwise_iou)
import numpy as np
import torch

# right: coordinates one by one
def pairwise_iou(a, b):
    t1, l1, b1, r1 = a.unsqueeze(1).unbind(-1)
    t2, l2, b2, r2 = b.unsqueeze(0).unbind(-1)
    h = (torch.min(b1, b2) - torch.max(t1, t2)).clamp(min=0)
    w = (torch.min(r1, r2) - torch.max(l1, l2)).clamp(min=0)
    union = (b1 - t1) * (r1 - l1) + (b2 - t2) * (r2 - l2) - h * w
    return h * w / union

# right: numpy inside, a tensor outside
def pairwise_iou(a, b):
    p, q = a.numpy()[:, None], b.numpy()[None]
    side = np.maximum(np.minimum(p[..., 2:], q[..., 2:]) - np.maximum(p[..., :2], q[..., :2]), 0)
    both = side[..., 0] * side[..., 1]
    area = lambda c: (c[..., 2] - c[..., 0]) * (c[..., 3] - c[..., 1])
    return torch.from_numpy(both / (area(p) + area(q) - both))

# right: relu and where
def pairwise_iou(a, b):
    A, B = a[:, None, :].expand(-1, len(b), -1), b[None].expand(len(a), -1, -1)
    tall = torch.relu(torch.where(A[..., 2] < B[..., 2], A[..., 2], B[..., 2]) - torch.where(A[..., 0] > B[..., 0], A[..., 0], B[..., 0]))
    wide = torch.relu(torch.where(A[..., 3] < B[..., 3], A[..., 3], B[..., 3]) - torch.where(A[..., 1] > B[..., 1], A[..., 1], B[..., 1]))
    inside = tall * wide
    sizes = [torch.prod(c[:, 2:] - c[:, :2], dim=1) for c in (a, b)]
    return inside / (sizes[0].view(-1, 1) + sizes[1].view(1, -1) - inside)

# wrong: bottom and right belong to the box
def pairwise_iou(a, b):
    s = (torch.minimum(a[:, None, 2:], b[None, :, 2:]) - torch.maximum(a[:, None, :2], b[None, :, :2]) + 1).clamp(min=0)
    both = s.prod(2)
    area = [(c[:, 2:] - c[:, :2] + 1).prod(1) for c in (a, b)]
    return both / (area[0][:, None] + area[1] - both)

# wrong: nothing is clamped
def pairwise_iou(a, b):
    s = torch.minimum(a[:, None, 2:], b[None, :, 2:]) - torch.maximum(a[:, None, :2], b[None, :, :2])
    both = s.prod(2)
    area = [(c[:, 2:] - c[:, :2]).prod(1) for c in (a, b)]
    return both / (area[0][:, None] + area[1] - both)

# wrong: clamps after the product
def pairwise_iou(a, b):
    s = torch.minimum(a[:, None, 2:], b[None, :, 2:]) - torch.maximum(a[:, None, :2], b[None, :, :2])
    both = s.prod(2).clamp(min=0)
    area = [(c[:, 2:] - c[:, :2]).prod(1) for c in (a, b)]
    return both / (area[0][:, None] + area[1] - both)

# wrong: the union counts the intersection twice
def pairwise_iou(a, b):
    s = (torch.minimum(a[:, None, 2:], b[None, :, 2:]) - torch.maximum(a[:, None, :2], b[None, :, :2])).clamp(min=0)
    area = [(c[:, 2:] - c[:, :2]).prod(1) for c in (a, b)]
    return s.prod(2) / (area[0][:, None] + area[1])

# wrong: the table is turned round
def pairwise_iou(a, b):
    s = (torch.minimum(b[:, None, 2:], a[None, :, 2:]) - torch.maximum(b[:, None, :2], a[None, :, :2])).clamp(min=0)
    both = s.prod(2)
    area = [(c[:, 2:] - c[:, :2]).prod(1) for c in (b, a)]
    return both / (area[0][:, None] + area[1] - both)

# wrong: over the smaller of the two boxes
def pairwise_iou(a, b):
    s = (torch.minimum(a[:, None, 2:], b[None, :, 2:]) - torch.maximum(a[:, None, :2], b[None, :, :2])).clamp(min=0)
    area = [(c[:, 2:] - c[:, :2]).prod(1) for c in (a, b)]
    return s.prod(2) / torch.minimum(area[0][:, None], area[1][None])

# wrong: reads the boxes as centre and size
def pairwise_iou(a, b):
    a, b = (torch.cat((c[:, :2] - c[:, 2:] / 2, c[:, :2] + c[:, 2:] / 2), 1) for c in (a, b))
    s = (torch.minimum(a[:, None, 2:], b[None, :, 2:]) - torch.maximum(a[:, None, :2], b[None, :, :2])).clamp(min=0)
    both = s.prod(2)
    area = [(c[:, 2:] - c[:, :2]).prod(1) for c in (a, b)]
    return both / (area[0][:, None] + area[1] - both)

# wrong: squeezes a table of one row or column
def pairwise_iou(a, b):
    s = (torch.minimum(a[:, None, 2:], b[None, :, 2:]) - torch.maximum(a[:, None, :2], b[None, :, :2])).clamp(min=0)
    both = s.prod(2)
    area = [(c[:, 2:] - c[:, :2]).prod(1) for c in (a, b)]
    return (both / (area[0][:, None] + area[1] - both)).squeeze()

# wrong: a side of at least one pixel, so boxes that only touch overlap
def pairwise_iou(a, b):
    s = torch.minimum(a[:, None, 2:], b[None, :, 2:]) - torch.maximum(a[:, None, :2], b[None, :, :2])
    s = torch.where(s >= 0, s.clamp(min=1), 0)
    both = s.prod(2)
    area = [(c[:, 2:] - c[:, :2]).prod(1) for c in (a, b)]
    return both / (area[0][:, None] + area[1] - both)

# wrong: forgets that boxes apart in one direction only do not meet
def pairwise_iou(a, b):
    s = (torch.minimum(a[:, None, 2:], b[None, :, 2:]) - torch.maximum(a[:, None, :2], b[None, :, :2])).abs()
    both = s.prod(2)
    area = [(c[:, 2:] - c[:, :2]).prod(1) for c in (a, b)]
    return both / (area[0][:, None] + area[1] - both)

# wrong: adds one to the union against a division by zero
def pairwise_iou(a, b):
    s = (torch.minimum(a[:, None, 2:], b[None, :, 2:]) - torch.maximum(a[:, None, :2], b[None, :, :2])).clamp(min=0)
    both = s.prod(2)
    area = [(c[:, 2:] - c[:, :2]).prod(1) for c in (a, b)]
    return both / (area[0][:, None] + area[1] - both + 1)

# hostile: moves the boxes
def pairwise_iou(a, b):
    a += 1
    b.zero_()
    return torch.zeros(len(a), len(b))
