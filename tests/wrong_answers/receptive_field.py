"""Wrong answers to 'receptive field': what is wrong, the code, a part of the message."""

WRONG = {
    "receptive field": [
        (
            "stride first",
            """def field_of(layers):
    size, step = 1, 1
    for kernel, stride in layers:
        step *= stride
        size += (kernel - 1) * step
    return size, step""",
            "the layer's own stride is used before its kernel",
        ),
        (
            "its own stride",
            """def field_of(layers):
    size, step = 1, 1
    for kernel, stride in layers:
        size += (kernel - 1) * stride
        step *= stride
    return size, step""",
            "the layer's own stride multiplies its growth",
        ),
        (
            "no step",
            """def field_of(layers):
    size, step = 1, 1
    for kernel, stride in layers:
        size += kernel - 1
        step *= stride
    return size, step""",
            "the growth forgets the step: later kernels reach further",
        ),
        (
            "whole kernel",
            """def field_of(layers):
    size, step = 1, 1
    for kernel, stride in layers:
        size += kernel * step
        step *= stride
    return size, step""",
            "the whole kernel is added, not kernel - 1",
        ),
        (
            "starts at zero",
            """def field_of(layers):
    size, step = 0, 1
    for kernel, stride in layers:
        size += (kernel - 1) * step
        step *= stride
    return size, step""",
            "the size starts at 0; a place sees itself",
        ),
        (
            "strides minus one added",
            """def field_of(layers):
    size, step = 1, 1
    for kernel, stride in layers:
        size += (kernel - 1) * step
        step += stride - 1
    return size, step""",
            "the strides are added from 0, not multiplied",
        ),
    ]
}
