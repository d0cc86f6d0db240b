# check("band matrix", band_matrix)
import torch
import torch.nn.functional as F

# right: diagonals added up
def band_matrix(kernel, channels):
    half = len(kernel) // 2
    out = torch.zeros(channels, channels, dtype=kernel.dtype)
    for t in range(len(kernel)):
        d = t - half
        if abs(d) < channels:
            out = out + kernel[t] * torch.diag(torch.ones(channels - abs(d), dtype=kernel.dtype), d)
    return out

# right: the kernel reads the identity
def band_matrix(kernel, channels):
    eye = torch.eye(channels, dtype=kernel.dtype)
    return F.conv1d(eye[:, None], kernel[None, None], padding=len(kernel) // 2)[:, 0].T

# right: an index for every entry
def band_matrix(kernel, channels):
    i = torch.arange(channels)
    t = i[None] - i[:, None] + kernel.numel() // 2
    ok = (t >= 0) & (t < kernel.numel())
    return torch.where(ok, kernel[t.clamp(0, kernel.numel() - 1)], kernel.new_zeros(()))

# right: two loops
def band_matrix(kernel, channels):
    k = kernel.shape[0]
    rows = []
    for i in range(channels):
        row = []
        for j in range(channels):
            t = j - i + k // 2
            row.append(kernel[t] if 0 <= t < k else 0 * kernel[0])
        rows.append(torch.stack(row))
    return torch.stack(rows)

# wrong: turned round
def band_matrix(kernel, channels):
    eye = torch.eye(channels, dtype=kernel.dtype)
    return F.conv1d(eye[:, None], kernel[None, None], padding=len(kernel) // 2)[:, 0]

# wrong: the ends are joined
def band_matrix(kernel, channels):
    row = F.pad(kernel, (0, max(0, channels - len(kernel))))[:channels]
    return torch.stack([row.roll(i - len(kernel) // 2) for i in range(channels)])

# wrong: the ends read themselves again
def band_matrix(kernel, channels):
    half = len(kernel) // 2
    m = torch.zeros(channels, channels, dtype=kernel.dtype)
    for i in range(channels):
        for t in range(len(kernel)):
            m[i, min(max(i + t - half, 0), channels - 1)] += kernel[t]
    return m

# wrong: the kernel's start on the diagonal
def band_matrix(kernel, channels):
    m = torch.zeros(channels, channels, dtype=kernel.dtype)
    for i in range(channels):
        for t in range(len(kernel)):
            if i + t < channels:
                m[i, i + t] = kernel[t]
    return m

# wrong: three numbers only
def band_matrix(kernel, channels):
    mid = len(kernel) // 2
    m = torch.diag(kernel[mid].expand(channels))
    if len(kernel) > 1 and channels > 1:
        m = m + torch.diag(kernel[mid - 1].expand(channels - 1), -1) + torch.diag(kernel[mid + 1].expand(channels - 1), 1)
    return m

# wrong: the numbers lose their gradient
def band_matrix(kernel, channels):
    half = len(kernel) // 2
    m = torch.zeros(channels, channels, dtype=kernel.dtype)
    for i in range(channels):
        for j in range(channels):
            if 0 <= j - i + half < len(kernel):
                m[i, j] = kernel[j - i + half].item()
    return m

# wrong: fails for a kernel longer than the channels
def band_matrix(kernel, channels):
    half = len(kernel) // 2
    return sum(torch.diag(kernel[t].expand(channels - abs(t - half)), t - half) for t in range(len(kernel)))

# wrong: rows are normalised
def band_matrix(kernel, channels):
    half = len(kernel) // 2
    m = torch.stack([F.pad(kernel, (i, channels - 1 - i))[half : half + channels] for i in range(channels)])
    return m / m.sum(1, keepdim=True)

# wrong: single precision for every kernel
def band_matrix(kernel, channels):
    half = len(kernel) // 2
    k = kernel.float()
    return torch.stack([F.pad(k, (i, channels - 1 - i))[half : half + channels] for i in range(channels)])

# wrong: a column for every place of the kernel
def band_matrix(kernel, channels):
    return kernel.repeat(channels, 1)
