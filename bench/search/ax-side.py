"""Ax as a process that is asked and told, for search.mjs --ax: a JSON object a line, both ways.

in    {"parameters": [...], "constraints": [...], "thresholds": {...}, "seed": n, "snapshot": path}   first, once
      {"ask": true}
      {"tell": trial, "outcomes": {...}}
out   {"ax": version, "completed": n}      how many trials the snapshot holds that it goes on from
      {"trial": n, "configuration": {...}, "cpuSeconds": s}
      {"told": n}                          once the snapshot is on the disk

All settings are Ax's own defaults: no generation strategy is configured. Parameters, constraints and thresholds come from
this project's space, as the reference gave them to Ax: logarithmic rates, an ordered image scale, linear constraints.
"""

import importlib.metadata
import json
import logging
import os
import sys
import time
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.INFO)
# What libraries print must not get between the lines of the protocol.
answers, sys.stdout = sys.stdout, sys.stderr

from ax.api.client import Client  # noqa: E402
from ax.api.configs import ChoiceParameterConfig, RangeParameterConfig  # noqa: E402


def answer(**values):
    answers.write(json.dumps(values) + "\n")
    answers.flush()


def parameter_of(parameter):
    name, kind = parameter["name"], parameter["kind"]
    if kind == "ordered":
        values = [float(value) for value in parameter["values"]]
        return ChoiceParameterConfig(
            name=name, values=values, parameter_type="float", is_ordered=True
        )
    is_float = kind == "float"
    number = float if is_float else int
    return RangeParameterConfig(
        name=name,
        bounds=(number(parameter["low"]), number(parameter["high"])),
        parameter_type="float" if is_float else "int",
        scaling="log" if parameter.get("log") else "linear",
    )


def new_client(study):
    client = Client(random_seed=study["seed"])
    client.configure_experiment(
        parameters=[parameter_of(parameter) for parameter in study["parameters"]],
        parameter_constraints=[
            f"{order['lower']} <= {order['upper']}" for order in study["constraints"]
        ],
    )
    thresholds = study["thresholds"]
    client.configure_optimization(
        objective=", ".join(f"-{name}" for name in thresholds),
        outcome_constraints=[f"{name} <= {value}" for name, value in thresholds.items()],
    )
    return client


def open_client(study):
    """The client of a snapshot, or a new one, and how many trials it holds. A trial that was out is asked for again."""
    if not os.path.exists(study["snapshot"]):
        return new_client(study), 0
    client = Client.load_from_json_file(study["snapshot"])
    return client, len(client.summarize())


def save(client, snapshot):
    beside = snapshot + ".new"
    client.save_to_json_file(beside)
    os.replace(beside, snapshot)


def main():
    study = json.loads(sys.stdin.readline())
    client, completed = open_client(study)
    answer(ax=importlib.metadata.version("ax-platform"), completed=completed)
    for line in sys.stdin:
        message = json.loads(line)
        if "ask" in message:
            start = time.process_time()
            [(trial, configuration)] = client.get_next_trials(max_trials=1).items()
            seconds = time.process_time() - start
            answer(trial=trial, configuration=configuration, cpuSeconds=seconds)
        else:
            client.complete_trial(message["tell"], raw_data=message["outcomes"])
            save(client, study["snapshot"])
            answer(told=message["tell"])


main()
