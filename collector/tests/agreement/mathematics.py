"""Scores, intervals, changes and verdicts: what reference.py computes with. Shares nothing with our code."""

import math

import numpy as np
from scipy import special, stats

# name: (lowest rating, highest rating, lowest of the middle band, lowest of the high band)
SCALES = {"nps-10": (0, 10, 7, 9), "csat-2": (1, 2, 2, 2), "csat-3": (1, 3, 2, 3), "csat-5": (1, 5, 3, 4),
          "csat-7": (1, 7, 3, 6), "ces-7": (1, 7, 4, 5)}
BANDS = {"nps": ("promoter", "passive", "detractor"), "csat": ("satisfied", "neutral", "dissatisfied"),
         "ces": ("easy", "neutral", "difficult")}


class Side:
    """The ratings, dismissals and ignored prompts of some responses."""

    def __init__(self, scale, responses):
        self.scale, self.metric = scale, scale.split("-")[0]
        low, high, middle, top = SCALES[scale]
        self.ratings = [r["rating"] for r in responses if r["rating"] is not None]
        self.n, self.shown = len(self.ratings), len(responses)
        self.dismissed = sum(r["rating"] is None and r["outcome"] != "shown" for r in responses)
        self.counts = [self.ratings.count(rating) for rating in range(low, high + 1)]
        self.bands = (sum(r >= top for r in self.ratings), sum(middle <= r < top for r in self.ratings),
                      sum(r < middle for r in self.ratings))

    def headline(self):
        if self.n == 0:
            return None
        high, _, low = self.bands
        return {"nps": 100 * (high - low) / self.n, "csat": 100 * high / self.n, "ces": float(np.mean(self.ratings))}[self.metric]

    def interval(self, level):
        if self.n == 0 or (self.metric == "ces" and self.n == 1):
            return None
        if self.metric == "nps":
            center, variance, weight = nps(*self.bands)
            reach = special.ndtri((1 + level) / 2) * math.sqrt(variance / weight)
            pair, ends, method = (100 * (center - reach), 100 * (center + reach)), (-100, 100), "adjusted-wald"
        elif self.metric == "csat":
            found = stats.binomtest(self.bands[0], self.n).proportion_ci(level, method="wilson")
            pair, ends, method = [100 * found.low, 100 * found.high], (0, 100), "wilson"
        else:
            mean = float(np.mean(self.ratings))
            reach = special.stdtrit(self.n - 1, (1 + level) / 2) * np.std(self.ratings, ddof=1) / math.sqrt(self.n)
            pair, ends, method = (mean - reach, mean + reach), (1, 7), "t"
        return interval(pair, ends, level, method)

    def view(self, level):
        share = (lambda count: 100 * count / self.n) if self.n else (lambda count: None)
        view = {self.metric: self.headline(), "interval": self.interval(level)}
        for name, count in zip(BANDS[self.metric], self.bands):
            view |= {f"{name}_count": count, f"{name}_percent": share(count)}
        return view | {
            "response_count": self.n, "shown_count": self.shown, "dismissed_count": self.dismissed,
            "ignored_count": self.shown - self.n - self.dismissed,
            "response_rate": self.n / self.shown if self.shown else None,
            "mean": float(np.mean(self.ratings)) if self.n else None, "distribution": self.counts}


def interval(pair, ends, level, method):
    low, high = (float(min(max(end, ends[0]), ends[1])) for end in pair)
    return {"low": low, "high": high, "level": level, "method": method, "method_version": 1}


def nps(high, middle, low):
    """Mean and variance of +1, 0 and -1 with the weights of Rocks (2016), and the sum of the weights."""
    weights = np.array([high + 0.75, middle + 1.5, low + 0.75])
    outcomes = np.array([1.0, 0.0, -1.0])
    mean = float(np.average(outcomes, weights=weights))
    return mean, float(np.average((outcomes - mean) ** 2, weights=weights)), float(weights.sum())


def compare(before, after, times=1.0):
    """Center, error, degrees of freedom and p of the difference, with `times` as many answers after in the same shares."""
    if before.metric == "ces":
        (n1, v1), (n2, v2) = ((s.n, np.var(s.ratings, ddof=1) if s.n > 1 else None) for s in (before, after))
        if v1 is None or v2 is None:
            return None
        v2 = v2 * times * (n2 - 1) / (n2 * times - 1)
        n2 *= times
        center = float(np.mean(after.ratings) - np.mean(before.ratings))
        a, b = v1 / n1, v2 / n2
        if a + b == 0:
            return center, 0.0, None, 1.0 if center == 0 else 0.0
        freedom = (a + b) ** 2 / (a * a / (n1 - 1) + b * b / (n2 - 1))
        error = math.sqrt(a + b)
        return center, error, freedom, float(2 * special.stdtr(freedom, -abs(center / error)))
    if before.metric == "nps":
        c1, v1, w1 = nps(*before.bands)
        c2, v2, w2 = nps(*(band * times for band in after.bands))
        center, error = c2 - c1, math.sqrt(v1 / w1 + v2 / w2)
    else:
        (p1, e1), (p2, e2) = (((high + 1) / (n + 2), n + 2) for high, n in
                              ((before.bands[0], before.n), (after.bands[0] * times, after.n * times)))
        center, error = p2 - p1, math.sqrt(p1 * (1 - p1) / e1 + p2 * (1 - p2) / e2)
    return 100 * center, 100 * error, None, float(2 * special.ndtr(-abs(center / error)))


def verdict(delta, found, p, rate):
    if found is None or p is None or p >= rate:
        return "no_clear_change"
    center = found[0]
    return "up" if delta > 0 < center else "down" if delta < 0 > center else "no_clear_change"


def more_answers(before, after, rate):
    if before.n < 10:
        return None
    if after.n < 10:
        return 10 - after.n
    delta = after.headline() - before.headline()

    def clear(more):
        found = compare(before, after, 1 + more / after.n)
        return verdict(delta, found, found and found[3], rate) != "no_clear_change"

    most = 1_000_000_000
    if clear(0) or not clear(most):
        return None
    low, high = 0, 1
    while not clear(high):
        low, high = high, min(2 * high, most)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if clear(middle) else (middle, high)
    return high


def change(before, after, level):
    """The change of one pair alone, and its p."""
    found = compare(before, after) if before.n and after.n else None
    delta = after.headline() - before.headline() if before.n and after.n else None
    widest = {"nps": 200, "csat": 100, "ces": 6}[before.metric]
    told = None
    if found:
        center, error, freedom, _ = found
        q = (1 + level) / 2
        reach = (special.ndtri(q) if freedom is None else special.stdtrit(freedom, q)) * error
        method = {"nps": "adjusted-wald", "csat": "agresti-caffo", "ces": "welch"}[before.metric]
        told = interval((center - reach, center + reach), (-widest, widest), level, method)
    few = min(before.n, after.n) < 10
    p = found[3] if found else None
    return {"delta": delta, "interval": told, "p_value": p,
            "verdict": "too_few" if few else verdict(delta, found, p, 1 - level),
            "more_answers_needed": more_answers(before, after, 1 - level)}, found


def across(pairs, level):
    """The changes of many pairs together."""
    changes = [change(before, after, level) for before, after in pairs]
    tested = [at for at, (told, found) in enumerate(changes) if told["verdict"] != "too_few" and found]
    if tested:
        p_values = [changes[at][0]["p_value"] for at in tested]
        for at, q in zip(tested, stats.false_discovery_control(p_values, method="bh")):
            told, found = changes[at]
            told["q_value"] = float(q)
            told["verdict"] = verdict(told["delta"], found, q, 1 - level)
            # The largest p with which it would be among the discoveries, the others as they are.
            others = [p for other, p in zip(tested, p_values) if other != at]
            bounds = [(1 - level) * k / len(tested) for k in range(1, len(tested) + 1)]
            best = max(bound for k, bound in enumerate(bounds, 1) if sum(p < bound for p in others) >= k - 1)
            told["more_answers_needed"] = more_answers(*pairs[at], best)
    return [told for told, _ in changes]
