"""Wrong answers to 'speed table': what is wrong, the code, a part of the message."""

WRONG = {
    "speed table": [
        (
            "all together",
            """def contradictions(rows):
    found = []
    for a in rows:
        for b in rows:
            if (
                a["multiply_adds"] < b["multiply_adds"]
                and a["images_per_second"] < b["images_per_second"]
            ):
                found.append((a["network"], b["network"]))
    return found""",
            "all rows are compared, whatever they were measured on",
        ),
        (
            "any batch",
            """def contradictions(rows):
    found = []
    for a in rows:
        for b in rows:
            if (
                a["device"] == b["device"]
                and a["format"] == b["format"]
                and a["multiply_adds"] < b["multiply_adds"]
                and a["images_per_second"] < b["images_per_second"]
            ):
                found.append((a["network"], b["network"]))
    return found""",
            "rows of different batches are compared",
        ),
        (
            "any format",
            """def contradictions(rows):
    found = []
    for a in rows:
        for b in rows:
            if (
                a["device"] == b["device"]
                and a["batch"] == b["batch"]
                and a["multiply_adds"] < b["multiply_adds"]
                and a["images_per_second"] < b["images_per_second"]
            ):
                found.append((a["network"], b["network"]))
    return found""",
            "rows of different number formats are compared",
        ),
        (
            "any device",
            """def contradictions(rows):
    found = []
    for a in rows:
        for b in rows:
            if (
                a["format"] == b["format"]
                and a["batch"] == b["batch"]
                and a["multiply_adds"] < b["multiply_adds"]
                and a["images_per_second"] < b["images_per_second"]
            ):
                found.append((a["network"], b["network"]))
    return found""",
            "rows of different devices are compared",
        ),
        (
            "faster",
            """def contradictions(rows):
    found = []
    for a in rows:
        for b in rows:
            if (
                a["device"] == b["device"]
                and a["batch"] == b["batch"]
                and a["format"] == b["format"]
                and a["multiply_adds"] < b["multiply_adds"]
                and a["images_per_second"] > b["images_per_second"]
            ):
                found.append((a["network"], b["network"]))
    return found""",
            "more images per second are faster, not slower",
        ),
        (
            "ties",
            """def contradictions(rows):
    found = []
    for a in rows:
        for b in rows:
            if (
                a["device"] == b["device"]
                and a["batch"] == b["batch"]
                and a["format"] == b["format"]
                and a["multiply_adds"] <= b["multiply_adds"]
                and a["images_per_second"] < b["images_per_second"]
            ):
                found.append((a["network"], b["network"]))
    return found""",
            "equal multiply-adds are no contradiction",
        ),
        (
            "turned",
            """def contradictions(rows):
    found = []
    for a in rows:
        for b in rows:
            if (
                a["device"] == b["device"]
                and a["batch"] == b["batch"]
                and a["format"] == b["format"]
                and a["multiply_adds"] > b["multiply_adds"]
                and a["images_per_second"] > b["images_per_second"]
            ):
                found.append((a["network"], b["network"]))
    return found""",
            "the pair is turned round",
        ),
    ]
}
