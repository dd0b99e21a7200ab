"""Computes what `tests/reference.rs` compares with: scores.json, changes.json, adjusted.json.

Made with Python 3.11, numpy 2.4.6, scipy 1.17.1 and statsmodels 0.15.0, by these commands:

    python3 -m venv /tmp/reference
    /tmp/reference/bin/pip install numpy==2.4.6 scipy==1.17.1 statsmodels==0.15.0
    /tmp/reference/bin/python shared/tests/reference/generate.py

Nothing here is taken from our own code: proportions and means are statsmodels' own; an NPS is the
weighted mean of +1, 0 and -1 with the pseudo-observations of Rocks (2016) as additional weight.
"""

import json
import math
from pathlib import Path

import numpy as np
from scipy import stats
from statsmodels.stats.proportion import (confint_proportions_2indep, proportion_confint,
                                          test_proportions_2indep)
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

HERE = Path(__file__).parent
# name: (lowest rating, highest rating, lowest of the middle band, lowest of the high band)
SCALES = {"nps": (0, 10, 7, 9), "csat2": (1, 2, 2, 2), "csat3": (1, 3, 2, 3), "csat5": (1, 5, 3, 4),
          "csat7": (1, 7, 3, 6), "ces7": (1, 7, 4, 5)}
LEVELS = [0.8, 0.9, 0.95, 0.95, 0.95, 0.99]
random = np.random.default_rng(20261122)


def draw(scale, size):
    """Answers of `size` customers whose mood is drawn first; a fifth of the moods are extreme."""
    low, high, _, _ = SCALES[scale]
    places = high - low + 1
    mood = random.dirichlet(np.full(places, random.choice([0.05, 0.5, 1.0, 3.0, 20.0])))
    return random.multinomial(size, mood)


def sizes():
    return int(random.choice([1, 2, 3, 5, 9, 10, 11, 30, 100, 999, 1_001, 5_000, 100_000, 10_000_000]))


def bands(scale, counts):
    low, _, middle, high = SCALES[scale]
    return [int(counts[high - low:].sum()), int(counts[middle - low:high - low].sum()), int(counts[:middle - low].sum())]


def ratings(scale, counts):
    low, high, _, _ = SCALES[scale]
    return DescrStatsW(np.arange(low, high + 1, dtype=float), weights=counts)


def nps_weights(promoters, passives, detractors):
    return DescrStatsW(np.array([1.0, 0.0, -1.0]),
                       weights=np.array([promoters + 0.75, passives + 1.5, detractors + 0.75]))


def clip(pair, low, high):
    return [float(min(max(end, low), high)) for end in pair]


def score(scale, counts, level):
    high, middle, low = bands(scale, counts)
    n = high + middle + low
    mean = float(ratings(scale, counts).mean)
    if scale == "nps":
        w = nps_weights(high, middle, low)
        pair = stats.norm.interval(level, loc=w.mean, scale=math.sqrt(w.var / w.nobs))
        return 100 * high / n - 100 * low / n, clip([100 * end for end in pair], -100, 100), mean
    if scale == "ces7":
        if n == 1:
            return mean, None, mean
        return mean, clip(ratings(scale, counts).tconfint_mean(alpha=1 - level), 1, 7), mean
    pair = proportion_confint(high, n, alpha=1 - level, method="wilson")
    return 100 * high / n, clip([100 * end for end in pair], 0, 100), mean


def change(scale, before, after, level):
    (h1, m1, l1), (h2, m2, l2) = bands(scale, before), bands(scale, after)
    n1, n2 = h1 + m1 + l1, h2 + m2 + l2
    delta = score(scale, after, level)[0] - score(scale, before, level)[0]
    if scale == "nps":
        earlier, later = nps_weights(h1, m1, l1), nps_weights(h2, m2, l2)
        error = math.sqrt(earlier.var / earlier.nobs + later.var / later.nobs)
        center = later.mean - earlier.mean
        pair = stats.norm.interval(level, loc=center, scale=error)
        return delta, clip([100 * end for end in pair], -200, 200), float(2 * stats.norm.sf(abs(center / error)))
    if scale == "ces7":
        if min(n1, n2) == 1 or min(np.count_nonzero(before), np.count_nonzero(after)) == 1:
            return None
        both = CompareMeans(ratings(scale, after), ratings(scale, before))
        pair = both.tconfint_diff(alpha=1 - level, usevar="unequal")
        return delta, clip(pair, -6, 6), float(both.ttest_ind(usevar="unequal")[1])
    pair = confint_proportions_2indep(h2, n2, h1, n1, method="agresti-caffo", compare="diff", alpha=1 - level)
    p = test_proportions_2indep(h2, n2, h1, n1, method="agresti-caffo", compare="diff").pvalue
    return delta, clip([100 * end for end in pair], -100, 100), float(p)


def write(name, rows):
    lines = ",\n".join(json.dumps(row) for row in rows)
    (HERE / name).write_text(f"[\n{lines}\n]\n")


scores, changes = [], []
for scale in SCALES:
    for _ in range(60):
        counts, level = draw(scale, sizes()), float(random.choice(LEVELS))
        headline, interval, mean = score(scale, counts, level)
        row = {"scale": scale, "counts": counts.tolist(), "level": level, "headline": float(headline),
               "interval": interval, "mean": mean}
        if scale == "nps":
            row["margin"] = float(random.choice([1.0, 2.5, 5.0, 10.0]))
            w, z = nps_weights(*bands(scale, counts)), stats.norm.isf((1 - level) / 2)
            row["sample_size"] = max(1, round(float(w.var) * (z / row["margin"] * 100) ** 2 - 3))
        scores.append(row)
    for _ in range(50):
        before, after, level = draw(scale, sizes()), None, float(random.choice(LEVELS))
        n = sizes()
        # Half of the pairs share their mood, so that verdicts go both ways.
        after = random.multinomial(n, before / before.sum()) if random.random() < 0.5 else draw(scale, n)
        found = change(scale, before, after, level)
        if found is not None:
            delta, interval, p_value = found
            changes.append({"scale": scale, "before": before.tolist(), "after": after.tolist(), "level": level,
                            "delta": float(delta), "interval": interval, "p_value": p_value})

adjusted = []
for _ in range(40):
    p_values = random.uniform(size=int(random.integers(1, 15))) ** random.choice([1, 2, 4])
    adjusted.append({"p_values": p_values.tolist(),
                     "q_values": stats.false_discovery_control(p_values, method="bh").tolist()})

write("scores.json", scores)
write("changes.json", changes)
write("adjusted.json", adjusted)
