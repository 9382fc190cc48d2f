"""The written-out depthwise backward pass against the library's own."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from polylab.images import Joined
from polylab.vision import Depthwise


@pytest.mark.parametrize(("kernel", "stride", "size"), [(3, 1, 7), (5, 1, 8), (5, 2, 9), (5, 2, 10), (3, 2, 10)])
def test_gradients_are_those_of_the_plain_convolution(kernel, stride, size):
    torch.manual_seed(0)
    x = torch.randn(20, 6, size, size, dtype=torch.double, requires_grad=True)
    weight = torch.randn(6, 1, kernel, kernel, dtype=torch.double, requires_grad=True)
    bias = torch.randn(6, dtype=torch.double)
    ours, plain = Depthwise.apply(x, weight, bias, stride), F.conv2d(x, weight, bias, stride, groups=6)
    assert torch.equal(ours, plain)
    gradient = torch.randn_like(ours)
    for found, wanted in zip(torch.autograd.grad(ours, (x, weight), gradient), torch.autograd.grad(plain, (x, weight), gradient)):
        assert torch.allclose(found, wanted, atol=1e-5)


def test_two_tables_of_photos_are_read_as_one():
    first, second = np.arange(12, dtype=np.uint8).reshape(3, 2, 2), np.arange(50, 58, dtype=np.uint8).reshape(2, 2, 2)
    joined, rows = Joined(first, second), np.array([4, 0, 3, 2])
    assert np.array_equal(joined[rows], np.concatenate([first, second])[rows])
