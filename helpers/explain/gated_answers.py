"""What a network answers about photographs with its gates as they are, and with other weights in them.

``LiveAnswers`` asks a network; ``StoredAnswers`` holds what PP-OCRv4's text detector has answered for the
photographs of ``datasets.canvas``, so that its gates can be studied where its weights are not.  Both are
asked in the same way.
"""

from contextlib import ExitStack
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import torch
import torch.nn.functional as F

from .. import gates
from ..networks.text_detector import prepared

STORED = Path(__file__).resolve().parents[2] / "data" / "text_detector.npz"
AS_LEARNED = "as learned"
CHANGES = ("open", "average", "another picture's")
TEXT = 0.3  # a place is text where its probability is higher: the package's own threshold
CELL = 4  # pixels: an answer has one number for every square of this side
TEXT_GATES = {"backbone 1": "blocks.10.attention", "backbone 2": "blocks.11.attention"}
TEXT_GATES |= {f"neck {k + 1}": f"into.{k}.attention" for k in range(4)}
TEXT_GATES |= {f"neck {k + 5}": f"out_of.{k}.attention" for k in range(4)}
BACKBONE, NECK, ALL = "both of the backbone", "all of the neck", "all gates"


class Answers:
    """What both kinds have.

    pictures  {name: (3, H, W) in [0, 1]}, in an order: "another picture's" is the one before; before the
              first comes the last of those it began with
    groups    {name: gates}: every gate alone, and groups that are changed together
    """

    def __init__(self, pictures, gate_names, groups):
        self.pictures = dict(pictures)
        self.usual = list(pictures)  # the average is taken over these
        self.gate_names = list(gate_names)
        self.groups = {name: [name] for name in self.gate_names} | groups

    def weights(self, picture):
        """{gate: its weights on this picture, (C,)}."""
        raise NotImplementedError

    def answer(self, picture, group=ALL, how=AS_LEARNED):
        """The answer with these gates changed: a map (h, w) or a probability per class (K,), in [0, 1]."""
        raise NotImplementedError

    def add(self, name, picture):
        """Take one more picture (3, H, W); one of the same name is replaced.  May raise ValueError."""
        self.pictures[name] = picture

    def given(self, picture, how):
        """What stands in place of the weights: {gate: (C,)}."""
        own = self.weights(picture)
        if how == "open":
            return {gate: torch.ones_like(weights) for gate, weights in own.items()}
        if how == "average":
            every = [self.weights(name) for name in self.usual]
            return {gate: torch.stack([one[gate] for one in every]).mean(0) for gate in own}
        names = self.usual if picture in self.usual else list(self.pictures)
        return own if how == AS_LEARNED else self.weights(names[names.index(picture) - 1])

    def check(self, picture, group, how):
        """ValueError for a picture, a group or a change that there is not."""
        for what, value, known in (
            ("picture", picture, self.pictures),
            ("group of gates", group, self.groups),
            ("change", how, (AS_LEARNED, *CHANGES)),
        ):
            if value not in known:
                raise ValueError(f"there is no {what} {value!r}; there are {list(known)}")

    def all_weights(self, gate):
        """A gate's weights on every picture: (pictures, C)."""
        return torch.stack([self.weights(picture)[gate] for picture in self.pictures])

    def overlap(self, picture, group=ALL, how=AS_LEARNED, limit=TEXT):
        """How much of the text is the same as with the gates as learned: intersection over union, 0 to 1.

        limit  a place is text if its probability is above this
        """
        own, changed = (self.answer(picture, group, h) > limit for h in (AS_LEARNED, how))
        either = (own | changed).sum().item()
        return (own & changed).sum().item() / either if either else 1.0

    def mean_overlap(self, group=ALL, how=AS_LEARNED):
        """The overlap, averaged over the pictures."""
        return sum(self.overlap(picture, group, how) for picture in self.pictures) / len(self.pictures)


class LiveAnswers(Answers):
    """A network is asked, and what it said is kept.

    net    a network with gates, in eval mode
    reads  a function from images (N, 3, H, W) in [0, 1] to what the network takes
    gives  a function from its output for one image to the answer
    """

    def __init__(self, net, pictures, reads, gives, named=None, groups=None):
        found = gates.find(net)
        if not found:
            raise ValueError(f"{type(net).__name__} has no gates that can be read: take another network")
        self.named = named or {name: name for name in found}
        super().__init__(pictures, self.named, {**(groups or {}), ALL: list(self.named)})
        self.net, self.reads, self.gives = net, reads, gives
        self.seen, self.said = {}, {}

    def add(self, name, picture):
        self.seen.pop(name, None)
        own = (AS_LEARNED, "open")  # the other changes may have borrowed from an old picture of this name
        self.said = {key: said for key, said in self.said.items() if key[0] != name and key[2] in own}
        super().add(name, picture)

    def weights(self, picture):
        if picture not in self.seen:
            with gates.record(self.net) as seen:
                self.said[picture, ALL, AS_LEARNED] = self.ask(picture)
            self.seen[picture] = {name: seen[real][0].flatten() for name, real in self.named.items()}
        return self.seen[picture]

    @torch.no_grad()
    def ask(self, picture):
        """The answer of the network as it stands."""
        return self.gives(self.net(self.reads(self.pictures[picture][None])))

    def answer(self, picture, group=ALL, how=AS_LEARNED):
        self.check(picture, group, how)
        if how == AS_LEARNED:
            self.weights(picture)
            return self.said[picture, ALL, AS_LEARNED]
        if (picture, group, how) not in self.said:
            given = self.given(picture, how)
            with ExitStack() as stack:
                for gate in self.groups[group]:
                    stack.enter_context(gates.replace(self.net, put(given[gate]), self.named[gate]))
                self.said[picture, group, how] = self.ask(picture)
        return self.said[picture, group, how]


def put(values):
    """A change of weights that puts these values (C,) in their place."""
    return lambda weights: values.to(weights).view(1, *weights.shape[1:]).expand_as(weights)


class StoredAnswers(Answers):
    """The text detector's answers for the photographs of ``datasets.canvas``, from data/text_detector.npz.

    net   the text detector, for pictures that are added; without it there can be none
    Raises ValueError if the file is missing or damaged.
    """

    def __init__(self, pictures, net=None, path=STORED):
        super().__init__(pictures, TEXT_GATES, text_groups())
        self.live = None if net is None else text_answers(net, pictures)
        try:
            with np.load(path) as stored:
                if stored["pictures"].tolist() != self.usual:
                    raise KeyError("other pictures")
                self.kept = {name: torch.from_numpy(stored[name]) for name in ("own", "changed", *TEXT_GATES)}
        except (OSError, KeyError, ValueError, EOFError, BadZipFile) as error:
            raise ValueError(
                f"data/{Path(path).name} is missing or damaged ({error}): take it from the repository again"
            ) from None

    def add(self, name, picture):
        if self.live is None:
            raise ValueError(
                "a picture of your own needs the network itself: set fetch = True in the cell under "
                "'A network that many programs carry', run it, and then the panel's cell again"
            )
        if name in self.usual:
            raise ValueError(f"{name!r} is one of the lesson's pictures: give yours another name")
        self.live.add(name, picture)
        super().add(name, picture)

    def weights(self, picture):
        if picture not in self.usual:
            return self.live.weights(picture)
        return {gate: self.kept[gate][self.usual.index(picture)] for gate in TEXT_GATES}

    def answer(self, picture, group=ALL, how=AS_LEARNED):
        self.check(picture, group, how)
        if picture not in self.usual:
            return self.live.answer(picture, group, how)
        at = self.usual.index(picture)
        if how == AS_LEARNED:
            return self.kept["own"][at] / 255
        return self.kept["changed"][at, list(self.groups).index(group), CHANGES.index(how)] / 255


def text_groups():
    """The gates of the text detector that are changed together."""
    names = list(TEXT_GATES)
    return {BACKBONE: names[:2], NECK: names[2:], ALL: names}


def text_answers(net, pictures):
    """A TextDetector's LiveAnswers: maps of one number for every 4 x 4 pixels."""

    groups = {name: own for name, own in text_groups().items() if name != ALL}
    return LiveAnswers(net, pictures, prepared, coarse, TEXT_GATES, groups)


def class_answers(known, pictures):
    """A published classifier's LiveAnswers: a probability for every class."""
    return LiveAnswers(known.net, pictures, known.prepared, lambda output: output.softmax(1)[0])


def coarse(output):
    """(1, 1, H, W) -> (H / 4, W / 4): the mean of every square."""
    return F.avg_pool2d(output, CELL)[0, 0]


def store(answers, path=STORED):
    """Write all answers of a LiveAnswers for StoredAnswers to read: a whole file, or none."""
    names = list(answers.pictures)
    as_bytes = [
        [
            [answers.answer(p, g, how).mul(255).round().byte().numpy() for how in CHANGES]
            for g in answers.groups
        ]
        for p in names
    ]
    own = [answers.answer(p).mul(255).round().byte().numpy() for p in names]
    kept = {gate: answers.all_weights(gate).numpy() for gate in answers.gate_names}
    part = path.with_name(f"{path.stem}.part.npz")
    np.savez_compressed(part, pictures=names, own=np.stack(own), changed=np.array(as_bytes), **kept)
    part.replace(path)


if __name__ == "__main__":
    from ..datasets.canvas import pictures as shipped
    from ..networks.text_weights import text_detector

    store(text_answers(text_detector(), shipped()))
