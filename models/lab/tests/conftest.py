"""Some tests import ONNX Runtime before the lab, which is to forbid its reports: it comes first."""

import polylab  # noqa: F401
