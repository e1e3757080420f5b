"""Turns what benchmarks/http.sh measured into Markdown, and on demand into the page and its chart.

report.py RESULTS [--page FILE --chart FILE] | --line JSON
The page keeps its text; what stands between its two marks is replaced.
"""
import argparse
import json
import os
import statistics
from html import escape

LABELS = {
    "bare": "a constant from bare Kestrel",
    "alive": "the Catalog API's `/alive`",
    "pipeline": "a constant through the Catalog API (`{pipeline}`)",
    "product": "**Catalog API, product, hit in memory**",
    "product-304": "**the same with `If-None-Match`: 304**",
    "product-br": "**the same with `Accept-Encoding: br`**",
    "product-l2": "**Catalog API, product, hit in Redis**",
    "product-miss": "Catalog API, product, nothing cached",
    "hybrid": ".NET's HybridCache, in memory",
    "output-memory": ".NET's output cache, in memory",
    "output-redis": ".NET's output cache, in Redis",
    "fastapi": "FastAPI and Redis",
    "fastify": "Fastify and Redis",
    "nginx": "nginx `proxy_cache`",
    "varnish": "Varnish",
}
BEGIN, END = "<!-- figures: benchmarks/http.sh --write -->", "<!-- end of figures -->"


def read(path):
    with open(path, encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    return {kind: [line for line in lines if line["kind"] == kind] for kind in ("note", "read", "write", "slow")}


def median(rows, value):
    return statistics.median(value(row) for row in rows)


def count(row):
    return row["requests"] if "requests" in row else row["reads"]


def cost(row, of="processor"):
    """Microseconds of processor time a request."""
    return row[of] / max(count(row), 1) * 1e6


def by_name(rows):
    names = dict.fromkeys(name for name in LABELS if any(row["name"] == name for row in rows))
    return {name: [row for row in rows if row["name"] == name] for name in names}


def label(name, notes):
    return LABELS[name].format(pipeline=notes["pipeline"])


def milliseconds(value):
    return f"{value:,.2f}" if value < 10 else f"{value:,.0f}"


def reads_table(results, notes):
    groups = by_name(results["read"])
    bare = {row["round"]: cost(row) for row in groups.get("bare", [])}
    yield "| | processor time, µs a request | beside the constant | Redis's, µs | requests/s | p50, ms | p99, ms | bytes an answer | memory, MB | its core | wrk's |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    for name, rows in groups.items():
        costs = [cost(row) for row in rows]
        paired = [row for row in rows if row["round"] in bare]
        ratio = f"× {median(paired, lambda r: cost(r) / bare[r['round']]):.2f}" if paired else ""
        failed = sum(row["errors"] for row in rows)
        yield (
            f"| {label(name, notes)}{f' ({failed} failed)' if failed else ''}"
            f" | {statistics.median(costs):.1f} ({min(costs):.1f} to {max(costs):.1f}) | {ratio}"
            f" | {median(rows, lambda r: cost(r, 'redis')):.1f}"
            f" | {median(rows, lambda r: count(r) / r['seconds']):,.0f}"
            f" | {median(rows, lambda r: r['p50']) / 1000:.2f} | {median(rows, lambda r: r['p99']) / 1000:.2f}"
            f" | {median(rows, lambda r: r['bytes'] / max(count(r), 1)):,.0f}"
            f" | {median(rows, lambda r: r['memory']) / 1024:,.0f}"
            f" | {median(rows, lambda r: r['processor'] / r['seconds']):.0%} | {median(rows, lambda r: r['loader'] / r['seconds']):.0%} |"
        )


def writes_table(results, notes):
    yield "| 1 % writes | reads | writes | stale answers | by more than 50 ms | by more than 1 s | the oldest, ms | processor time, µs a request |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|"
    for name, (row, *_) in by_name(results["write"]).items():
        stale = " | ".join(f"{some:,} ({some / row['reads']:.2%})" if some else "0" for some in row["stale"])
        failed = f" ({row['errors']} failed)" if row["errors"] else ""
        yield f"| {label(name, notes)}{failed} | {row['reads']:,} | {row['writes']:,} | {stale} | {milliseconds(row['oldest'])} | {cost(row):.0f} |"


def slow_table(results):
    yield f"| a search with all facets among {results['slow'][0]['thousands']},000 products | median, ms | p95, ms | most, ms |"
    yield "|---|---:|---:|---:|"
    for name, title in (("first", "asked for the first time: the database"), ("again", "**asked again: the cache**")):
        times = sorted(row["milliseconds"] for row in results["slow"] if row["name"] == name)
        yield f"| {title} | {milliseconds(statistics.median(times))} | {milliseconds(times[int(len(times) * 0.95)])} | {milliseconds(times[-1])} |"


def figures(results, notes, chart):
    yield f"Measured on {notes['date']} at commit {notes['commit']} with `{notes['command'].strip()}`: {notes['setting']}."
    yield f"The answer has {notes['bytes']} bytes in the mean. What only waits took {notes['idle']} of the server's core; the load average was {notes['load']} before the start."
    yield f"Machine: {notes['machine']}. " + ", ".join(notes[key] for key in ("dotnet", "postgres", "redis", "wrk", "fastapi", "fastify", "nginx", "varnish") if key in notes) + "."
    if chart:
        yield f"\n![Processor time of a request]({chart})"
    for kind, table in (("read", lambda: reads_table(results, notes)), ("write", lambda: writes_table(results, notes)), ("slow", lambda: slow_table(results))):
        if results[kind]:
            yield ""
            yield from table()


def svg(results, notes):
    """A bar for each contender: the median; a line from the least to the most of the rounds."""
    groups = by_name(results["read"])
    width, left, line, top = 1000, 400, 26, 50
    most = max(max(map(cost, rows)) for rows in groups.values())
    scale = (width - left - 90) / most
    height = top + line * len(groups) + 20
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="system-ui, sans-serif" font-size="13">'
    yield f'<title>Processor time of a request, µs</title><rect width="{width}" height="{height}" fill="#fff"/>'
    yield '<text x="20" y="28" font-size="15" fill="#1c2733">Processor time of a request, µs (shorter is better)</text>'
    for i, (name, rows) in enumerate(groups.items()):
        costs = [cost(row) for row in rows]
        y, middle = top + i * line, statistics.median(costs)
        ours = name.startswith("product")
        text = label(name, notes).replace("*", "").replace("`", "")
        text = text.split(" (")[0].replace("the same", "product, hit in memory")
        weight = 600 if ours else 400
        yield f'<text x="{left - 10}" y="{y + 14}" text-anchor="end" font-weight="{weight}" fill="#1c2733">{escape(text)}</text>'
        yield f'<rect x="{left}" y="{y}" width="{middle * scale:.1f}" height="18" fill="{"#2b8a4b" if ours else "#8a97a5"}"/>'
        yield f'<path d="M{left + min(costs) * scale:.1f} {y + 9}H{left + max(costs) * scale:.1f}" stroke="#1c2733"/>'
        yield f'<text x="{left + max(costs) * scale + 8:.1f}" y="{y + 14}" fill="#5a6775">{middle:.0f}</text>'
    yield "</svg>"


def short(row):
    return (
        f"{row['kind']:5} {row['round']} {row['name']:14} {cost(row):7.1f} µs {count(row) / row['seconds']:8.0f}/s  p50 {row['p50'] / 1000:7.2f} ms  p99 {row['p99'] / 1000:7.2f} ms"
        f"  core {row['processor'] / row['seconds']:4.0%}  load {row['loader'] / row['seconds']:4.0%}  failed {row['errors']}"
        + (f"  stale {row['stale']}" if "stale" in row else "")
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", nargs="?")
    parser.add_argument("--line")
    parser.add_argument("--page")
    parser.add_argument("--chart")
    arguments = parser.parse_args()
    if arguments.line:
        print(short(json.loads(arguments.line)))
        return
    results = read(arguments.results)
    notes = {row["name"]: row["value"] for row in results["note"]}
    print("\n".join(figures(results, notes, None)))
    if not arguments.page:
        return
    with open(arguments.chart, "w", encoding="utf-8") as file:
        file.write("\n".join(svg(results, notes)) + "\n")
    with open(arguments.page, encoding="utf-8") as file:
        before, rest = file.read().split(BEGIN)
    after = rest.split(END)[1]
    chart = os.path.relpath(arguments.chart, os.path.dirname(arguments.page))
    with open(arguments.page, "w", encoding="utf-8") as file:
        file.write(before + BEGIN + "\n" + "\n".join(figures(results, notes, chart)) + "\n" + END + after)


main()
