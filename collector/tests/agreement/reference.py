"""An implementation of GET /v1/scores that shares nothing with ours, held against its replies.

Reads histories from standard input, one a line: the responses of a site, and questions with the replies that the
collector gave. Computes each reply anew from the responses alone (zoneinfo for days, scipy for the statistics) and
compares all of it: numbers to 1e-9, everything else exactly. Written from the design, not from the code.
"""

import collections
import datetime
import json
import sys
import urllib.parse
import zoneinfo

from mathematics import Side, across, change

TOLERANCE = 1e-9
TIMES = ("day", "week", "month")


def day_of(moment, zone):
    return datetime.datetime.fromtimestamp(moment, zone).date()


def date(text):
    return datetime.date.fromisoformat(text)


def previous(begin, end):
    if begin.day == 1 and end.day == 1:
        months = (end.year - begin.year) * 12 + end.month - begin.month
        month = begin.year * 12 + begin.month - 1 - months
        return datetime.date(month // 12, month % 12 + 1, 1), begin
    return begin - (end - begin), begin


def time_key(unit, day):
    year, week, _ = day.isocalendar()
    return {"day": day.isoformat(), "week": f"{year:04}-W{week:02}", "month": f"{day.year:04}-{day.month:02}"}[unit]


def said(response, name):
    if name.startswith("attribute:"):
        return response["attributes"].get(name.removeprefix("attribute:"))
    return response[name]


def answer(history, query):
    zone = zoneinfo.ZoneInfo(history["tz"])
    asked = collections.defaultdict(list)
    for name, value in urllib.parse.parse_qsl(query):
        asked[name].append(value)
    today = day_of(history["now"], zone)
    end = date(asked["to"][0]) if "to" in asked else today + datetime.timedelta(1)
    begin = date(asked["from"][0]) if "from" in asked else end - datetime.timedelta(30)
    level = float(asked["level"][0]) if "level" in asked else 0.95
    scale = history["surveys"][asked["survey"][0]]
    by = [name for names in asked["group_by"] for name in names.split(",")]
    filters = {name: values[0] for name, values in asked.items()
               if name in ("touchpoint", "stage", "locale", "device") or name.startswith("attribute:")}

    def chosen(begin, end, held):
        return [r for r in history["responses"] if r["survey"] in asked["survey"] and r["held"] == held
                and begin <= day_of(r["at"], zone) < end
                and all(said(r, name) == value for name, value in filters.items())]

    unit = next((name for name in by if name in TIMES), None)
    names = [name for name in by if name not in TIMES]

    def cut(begin, end):
        """The keys of the times of a range in order, and its responses by place and values."""
        days = [begin + datetime.timedelta(n) for n in range((end - begin).days)]
        keys = list(dict.fromkeys(time_key(unit, day) for day in days)) if unit else [None]
        places = {key: place for place, key in enumerate(keys)}
        cells = collections.defaultdict(list)
        for r in chosen(begin, end, False):
            place = places[time_key(unit, day_of(r["at"], zone))] if unit else 0
            cells[place, tuple(said(r, name) for name in names)].append(r)
        return keys, cells

    now = chosen(begin, end, False)
    total = Side(scale, now)
    reply = {"metric": total.metric, "survey": asked["survey"][0], "surveys": asked["survey"], "from": begin.isoformat(),
             "to": end.isoformat(), "tz": history["tz"], "groups": [],
             "total": total.view(level) | {"quarantined_count": len(chosen(begin, end, True))}}
    if filters:
        reply["filters"] = filters
    if "touchpoint" in filters:
        reply["touchpoint"] = filters["touchpoint"]
    earlier, rest = None, asked.get("compare") == ["rest"]
    if "compare" in asked and not rest:
        earlier = previous(begin, end) if asked["compare"][0] == "previous" else [date(d) for d in asked["compare"][0].split("..")]
        before = Side(scale, chosen(*earlier, False))
        reply["previous"] = before.view(level) | {"from": earlier[0].isoformat(), "to": earlier[1].isoformat()}
        reply["change"] = change(before, total, level)[0]
    if not by:
        return reply
    reply["group_by"] = ",".join(by)
    keys, cells = cut(begin, end)
    old_keys, old_cells = cut(*earlier) if earlier else ([], {})
    occur = {values for _, values in list(cells) + list(old_cells)} if names else {()}
    occur = sorted(occur, key=lambda values: [(value is None, (value or "").encode()) for value in values])
    places = range(len(keys))
    rows = [(p, v) for v in occur for p in places] if by[0] not in TIMES else [(p, v) for p in places for v in occur]
    pairs, paired = [], []

    def named(times, place, values):
        values = iter(values)
        return [times[place] if name in TIMES else next(values) for name in by]

    for place, values in rows:
        side = Side(scale, cells[place, values])
        both = named(keys, place, values)
        group = side.view(level) | {"key": both[0]}
        if len(by) == 2:
            group["keys"] = both
        if earlier and place < len(old_keys):
            against = Side(scale, old_cells.get((place, values), []))
            both = named(old_keys, place, values)
            group["previous"] = {"key": both[0], "score": against.headline(), "response_count": against.n,
                                 "shown_count": against.shown} | ({"keys": both} if len(by) == 2 else {})
            pairs.append((against, side))
            paired.append(group)
        elif rest:
            against = Side(scale, [r for r in now if tuple(said(r, name) for name in names) != values])
            group["previous"] = {"key": None, "score": against.headline(), "response_count": against.n,
                                 "shown_count": against.shown}
            pairs.append((against, side))
            paired.append(group)
        reply["groups"].append(group)
    for group, told in zip(paired, across(pairs, level)):
        group["change"] = told
    if earlier or rest:
        reply["false_discovery_rate"] = 1 - level
    return reply


def differences(got, want, path=""):
    """Where two replies differ; counts the numbers that agree."""
    if isinstance(want, dict) and isinstance(got, dict):
        for name in want.keys() | got.keys():
            if name not in want or name not in got:
                yield f"{path}/{name}: {'missing' if name in want else 'unexpected'}"
            elif name == "more_answers_needed":
                ours, theirs = got[name] or 0, want[name] or 0
                # At a billion rounding decides whether it is the last of them.
                if abs(ours - theirs) > 1e-6 * theirs and max(ours, theirs) < 1e8:
                    yield f"{path}/{name}: {got[name]}, not {want[name]}"
            else:
                yield from differences(got[name], want[name], f"{path}/{name}")
    elif isinstance(want, list) and isinstance(got, list) and len(want) == len(got):
        for place, pair in enumerate(zip(got, want)):
            yield from differences(*pair, f"{path}/{place}")
    elif isinstance(want, float) and isinstance(got, (int, float)) and not isinstance(got, bool):
        if abs(got - want) > TOLERANCE * max(1.0, abs(want)):
            yield f"{path}: {got!r}, not {want!r}"
    elif got != want or isinstance(got, bool) != isinstance(want, bool):
        yield f"{path}: {got!r}, not {want!r}"


def main():
    histories = questions = wrong = 0
    for line in sys.stdin:
        history = json.loads(line)
        histories += 1
        for question in history["questions"]:
            questions += 1
            found = list(differences(question["reply"], answer(history, question["query"])))
            if found:
                wrong += 1
                if wrong <= 5:
                    print(f"history {histories} in {history['tz']}, {question['query']}:", *found[:8], sep="\n  ")
    print(f"{histories} histories, {questions} questions, {wrong} answered otherwise")
    sys.exit(wrong > 0)


main()
