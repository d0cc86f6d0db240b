"""Wrong answers to 'the door': what is wrong, the code, a part of the message."""

WRONG = {
    "the door": [
        (
            "the whole matrix",
            """def true_accepts(vectors, labels, allowed):
    similar, same = vectors @ vectors.T, labels[:, None] == labels
    strangers = similar[~same].sort(descending=True).values
    return (similar[same] > strangers[int(allowed * len(strangers))]).double().mean()""",
            "every image comes in with itself: leave the diagonal out",
        ),
        (
            "every image with itself, once",
            """def true_accepts(vectors, labels, allowed):
    row, column = torch.triu_indices(len(labels), len(labels))
    similar, same = (vectors @ vectors.T)[row, column], labels[row] == labels[column]
    others = similar[~same].sort(descending=True).values
    return (similar[same] > others[int(allowed * len(others))]).double().mean().item()""",
            "leave the diagonal out (offset=1)",
        ),
        (
            "threshold over all pairs",
            """def true_accepts(vectors, labels, allowed):
    row, column = torch.triu_indices(len(labels), len(labels), offset=1)
    similar, same = (vectors @ vectors.T)[row, column], labels[row] == labels[column]
    strangers = similar.sort(descending=True).values
    most = int(allowed * len(strangers))
    threshold = strangers[most]
    return (similar[same] > threshold).double().mean().item()""",
            "the threshold is taken over all pairs; only pairs of two cla",
        ),
        (
            "threshold over the whole matrix",
            """def true_accepts(vectors, labels, allowed):
    row, column = torch.triu_indices(len(labels), len(labels), offset=1)
    similar, same = (vectors @ vectors.T)[row, column], labels[row] == labels[column]
    strangers = (vectors @ vectors.T).flatten().sort(descending=True).values
    most = int(allowed * len(strangers))
    threshold = strangers[most]
    return (similar[same] > threshold).double().mean().item()""",
            "the threshold is taken over all pairs, the diagonal too",
        ),
        (
            "threshold from friends",
            """def true_accepts(vectors, labels, allowed):
    row, column = torch.triu_indices(len(labels), len(labels), offset=1)
    similar, same = (vectors @ vectors.T)[row, column], labels[row] == labels[column]
    strangers = similar[same].sort(descending=True).values
    most = int(allowed * len(strangers))
    threshold = strangers[most]
    return (similar[same] > threshold).double().mean().item()""",
            "the threshold is taken from pairs of one class",
        ),
        (
            "false accepts",
            """def true_accepts(vectors, labels, allowed):
    row, column = torch.triu_indices(len(labels), len(labels), offset=1)
    similar, same = (vectors @ vectors.T)[row, column], labels[row] == labels[column]
    strangers = similar[~same].sort(descending=True).values
    most = int(allowed * len(strangers))
    threshold = strangers[most]
    return (similar[~same] > threshold).double().mean()""",
            "this is the share of pairs of two classes that come in",
        ),
        (
            "all pairs",
            """def true_accepts(vectors, labels, allowed):
    row, column = torch.triu_indices(len(labels), len(labels), offset=1)
    similar, same = (vectors @ vectors.T)[row, column], labels[row] == labels[column]
    strangers = similar[~same].sort(descending=True).values
    most = int(allowed * len(strangers))
    threshold = strangers[most]
    return (similar > threshold).double().mean()""",
            "this is the share of all pairs that come in",
        ),
    ]
}
