"""Plausible wrong answers to the exercise "the door"; several were found in public code."""

DOOR = """def true_accepts(vectors, labels, allowed):
    row, column = torch.triu_indices(len(labels), len(labels), offset={offset})
    similar, same = (vectors @ vectors.T)[row, column], labels[row] == labels[column]
    strangers = {strangers}
    most = int(allowed * len(strangers))
    threshold = {threshold}
    return {result}
"""

OPEN = {
    "offset": "1",
    "strangers": "similar[~same].sort(descending=True).values",
    "threshold": "strangers[most]",
    "result": "(similar[same] > threshold).double().mean().item()",
}


def door(**changed):
    """The right answer with one or more of its lines changed."""
    return DOOR.format(**{**OPEN, **changed})


ALL = """def true_accepts(vectors, labels, allowed):
    similar, same = vectors @ vectors.T, labels[:, None] == labels
    strangers = similar[~same].sort(descending=True).values
    return (similar[same] > strangers[int(allowed * len(strangers))]).double().mean()
"""

WRONG = {
    "the door": [
        ("the whole matrix", ALL, "leave the diagonal out"),
        (
            "threshold over all pairs",
            door(strangers="similar.sort(descending=True).values"),
            "over all pairs: only pairs",
        ),
        (
            "threshold over the whole matrix",
            door(strangers="(vectors @ vectors.T).flatten().sort(descending=True).values"),
            "the diagonal too",
        ),
        (
            "threshold from friends",
            door(strangers="similar[same].sort(descending=True).values"),
            "from pairs of one class",
        ),
        (
            "false accepts",
            door(result="(similar[~same] > threshold).double().mean()"),
            "the share of strangers let in",
        ),
        ("all pairs", door(result="(similar > threshold).double().mean()"), "the share of all pairs let in"),
        ("false rejects", door(result="(similar[same] <= threshold).double().mean()"), "that stay outside"),
        ("sorted the other way", door(strangers="similar[~same].sort().values"), "sort from high to low"),
        (
            "low cosines open",
            door(
                strangers="similar[~same].sort().values",
                result="(similar[same] < threshold).double().mean()",
            ),
            "the door opens for low cosines",
        ),
        ("the threshold itself", door(result="threshold.item()"), "this is the threshold"),
        ("always 0", door(threshold="0.0"), "the threshold is always 0"),
        ("allowed as a cosine", door(threshold="1 - allowed"), "taken for a cosine"),
        ("a quantile", door(threshold="similar[~same].quantile(1 - allowed)"), "a quantile"),
        ("one too many", door(threshold="strangers[most + 1]"), "30 strangers come in, allowed are 29"),
        (
            "strangers one too few",
            door(threshold="strangers[max(most - 1, 0)]"),
            "only 28 strangers come in",
        ),
        ("at least one stranger", door(threshold="strangers[max(most, 1)]"), "one place off"),
        ("a count", door(result="(similar[same] > threshold).sum()"), "divide by the number"),
        ("pair by pair", door(result="similar[same] > threshold"), "is one number"),
        ("half", door(result="0.5 * (similar[same] > threshold).double().mean()"), "it should be"),
    ]
}
