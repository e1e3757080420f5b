"""Part of benchmarks/http-outage.sh: makes a table of what it measured, and puts it into the page."""
import argparse
import collections

BEGIN, END = "<!-- figures of http-outage.sh: written by it, do not edit -->", "<!-- end of the figures -->"
NAMES = {"product": "Catalog API", "output-redis": "stock Redis output cache"}
PHASES = ["before", "during", "after"]


def percentile(values, share):
    return sorted(values)[int(share * (len(values) - 1))] / 1000


def figures(path, notes):
    took, failed = collections.defaultdict(list), collections.Counter()
    with open(path, encoding="utf-8") as file:
        for line in file:
            name, fault, phase, microseconds, status, _ = line.rstrip("\n").split("\t")
            took[name, fault, phase].append(int(microseconds))
            failed[name, fault, phase] += not status.startswith("2")
    with open(notes, encoding="utf-8") as file:
        note = dict(line.rstrip("\n").split("\t") for line in file)
    yield f"```\n{note['command']}\n```\n"
    yield f"Commit {note['commit']}, {note['date']}; {note['machine']}, {note['redis']}; {note['setting']}. Milliseconds.\n"
    yield "| | Redis | phase | requests | failed | p50 | p99 | p99 to that before | longest |"
    yield "|---|---|---|---:|---:|---:|---:|---:|---:|"
    for name, fault in dict.fromkeys((name, fault) for name, fault, _ in took):
        before = percentile(took[name, fault, "before"], 0.99)
        for phase in PHASES:
            values = took[name, fault, phase]
            p99 = percentile(values, 0.99)
            yield (
                f"| {NAMES[name]} | {'is ' if fault == 'emptied' else ''}{fault} | {phase} | {len(values):,} | {failed[name, fault, phase]:,} | {percentile(values, 0.5):.1f} | {p99:.1f} "
                f"| {p99 / before:.1f} | {max(values) / 1000:.0f} |"
            )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("requests")
    parser.add_argument("notes")
    parser.add_argument("--page")
    arguments = parser.parse_args()
    text = "\n".join(figures(arguments.requests, arguments.notes))
    print(text)
    if arguments.page:
        with open(arguments.page, encoding="utf-8") as file:
            before, rest = file.read().split(BEGIN)
        with open(arguments.page, "w", encoding="utf-8") as file:
            file.write(before + BEGIN + "\n" + text + "\n" + END + rest.split(END, 1)[1])


main()
