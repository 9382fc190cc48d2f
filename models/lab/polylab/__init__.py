"""The lab of Polylens: trains, measures and exports model packs. Never imported by the app."""

import os

# ONNX Runtime would report to its makers from its import on.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
