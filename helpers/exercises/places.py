"""What a wrong self-attention points to: for the exercise of lesson 11."""

import torch
import torch.nn.functional as F

from .compare import explain


def attended(x, query, key, value, scale=None, squash=None, residual=False):
    """The true answer: every place takes the values of all places, weighted by query times key."""
    t = x.flatten(2)
    scores = (query @ t).mT @ (key @ t) * (len(query) ** -0.5 if scale is None else scale)
    weights = scores.softmax(2) if squash is None else squash(scores)
    found = ((value @ t) @ weights.mT).view_as(x)
    return x + found if residual else found


def attention_shape_mistake(got, x):
    """What a wrong shape of the result points to."""
    n, c, h, w = x.shape
    known = {
        (n, h * w, h * w): "these are the weights; use them to average the values",
        (n, c, h * w): "the places stand in one row; give them their rows and columns back with view_as(x)",
        (n, h * w, c): "the places stand in one row, before the channels; turn the axes, then view_as(x)",
        (n, c): "one vector per image is attention pooling; here every place asks",
        (n, c, 1, 1): "one vector per image is attention pooling; here every place asks",
    }
    return known.get(tuple(got.shape), f"what every place finds has the shape of x, {tuple(x.shape)}")


def even_mistake(got, x, value):
    """Why queries and keys of zeros do not find the average of the values."""
    if not isinstance(got, torch.Tensor) or got.shape != x.shape:
        return "the result changes its shape with the numbers in the query"
    n, c, h, w = x.shape
    t = x.flatten(2)
    seen = value @ t
    mean = seen.mean(2)[:, :, None, None].expand_as(x)
    mixed_up = (x.reshape(n, h * w, c) @ value.T).mean(1)[:, :, None, None].expand_as(x)
    explanations = [
        (x + mean, "x is added; return only what every place finds"),
        (
            x.mean((2, 3), keepdim=True).expand_as(x),
            "the places find x itself; its values, value @ x, are wanted",
        ),
        (
            seen.sum(2)[:, :, None, None].expand_as(x),
            "the weights sum to H · W; a softmax over the places that are asked",
        ),
        (
            seen.sum(2)[:, :, None, None].expand_as(x) / 2,
            "a sigmoid gives every place one half; use a softmax, places compete",
        ),
        (
            seen.sum(2)[:, :, None, None].expand_as(x) / n,
            "the softmax runs over the images of the batch; each one asks itself alone",
        ),
        (torch.zeros_like(x), "scores of zero give weights of zero: the softmax is missing"),
        (
            mean.flatten(2).mT.reshape(x.shape),
            "channels and places are mixed up on the way back: turn the axes before view_as(x)",
        ),
        (mixed_up, "reshape mixes channels and places up: x.flatten(2).mT turns (N, C, H · W) round"),
        ((value.T @ t).mean(2)[:, :, None, None].expand_as(x), "the value matrix is turned: value @ x"),
        (
            seen.mean((0, 2))[None, :, None, None].expand_as(x),
            "the images of the batch are mixed; each one asks itself alone",
        ),
        (seen.view_as(x).mean(1, keepdim=True).expand_as(x), "channels ask channels; here places ask places"),
    ]
    return (
        explain(got, explanations)
        or "equal scores mean equal weights that sum to one: softmax over the places"
    )


def attention_mistake(got, x, query, key, value):
    """What a result that differs points to."""
    if not isinstance(got, torch.Tensor) or got.shape != x.shape or not torch.isfinite(got).all():
        return "for these shapes the result is no tensor of the shape of x, or not finite"
    width, channels = query.shape
    scaled = attended(x, query, key, value, squash=lambda s: s)
    t = x.flatten(2)
    scores = (query @ t).mT @ (key @ t) / width**0.5
    over_queries = scores.softmax(1)
    explanations = [
        (attended(x, query, key, value, 1.0), "the scores are not divided by √D"),
        (attended(x, query, key, value, 1 / width), "the scores are divided by D; it should be √D"),
        (
            attended(x, query, key, value, channels**-0.5),
            "the scores are divided by √C; √D belongs there, D the length of a query",
        ),
        (attended(x, query, key, value, width**0.5), "the scores are multiplied by √D; divide"),
        (
            attended(x, query, key, value, (t.shape[2]) ** -0.5),
            "the scores are divided by √(H · W); √D belongs there",
        ),
        (
            ((value @ t) @ over_queries.mT).view_as(x),
            "the softmax runs over those who ask; it has to run over those who are asked",
        ),
        (((value @ t) @ over_queries).view_as(x), "queries and keys are swapped"),
        (
            ((value @ t) @ scores.softmax(2)).view_as(x),
            "the weights are turned: row p belongs to the place p that asks",
        ),
        (attended(x, -query, key, value), "a minus too many: a large product must mean a large weight"),
        (scaled, "the softmax is missing"),
        (
            attended(x, query, key, value, squash=lambda s: s.sigmoid() / s.shape[2]),
            "a sigmoid; use a softmax, places compete",
        ),
        (
            attended(x, query, key, value, squash=lambda s: F.one_hot(s.argmax(2), s.shape[2]).to(s)),
            "only the best place is taken: this is argmax",
        ),
        (attended(x, query, query, value), "the query is used twice, the key never"),
        (attended(x, key, key, value), "the key is used twice, the query never"),
        ((value @ t).mean(2)[:, :, None, None].expand_as(x), "query and key are not used"),
    ]
    return explain(got, explanations) or (
        f"off by up to {(got - attended(x, query, key, value)).abs().max():.2f}: "
        "softmax over the last axis of queries.mT @ keys / √D, then values @ weights.mT"
    )
