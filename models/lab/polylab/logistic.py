"""A logistic model of a few numbers, and how well a score tells two kinds apart."""

import numpy as np


def fit(features: np.ndarray, right: np.ndarray, strength: float = 1e-4, steps: int = 50) -> np.ndarray:
    """Weights of each feature [rows, features] and, last, the constant, by Newton's method; `strength`: of the pull to zero."""
    rows = np.c_[features, np.ones(len(features))]
    weights = np.zeros(rows.shape[1])
    for _ in range(steps):
        share = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (share - right) / len(rows) + strength * weights
        curve = (rows * (share * (1 - share))[:, None]).T @ rows / len(rows) + strength * np.eye(len(weights))
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-7:
            break
    return weights


def predict(features: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-(features @ weights[:-1] + weights[-1])))


def auroc(present: np.ndarray, absent: np.ndarray) -> float:
    """How often one of `present` has the higher score of two; ties count half."""
    ordered = np.sort(absent)
    below, up_to = np.searchsorted(ordered, present, "left"), np.searchsorted(ordered, present, "right")
    return float((below + up_to).mean() / 2 / len(absent))


def false_positives(present: np.ndarray, absent: np.ndarray, found: float = 0.95) -> float:
    """Share of `absent` at or above the score that `found` of `present` reach."""
    return float((absent >= np.quantile(present, 1 - found)).mean())

