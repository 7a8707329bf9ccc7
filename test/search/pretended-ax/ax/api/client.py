"""Points depend on the seed and the number of the trial; AX_DIES_AT ends the process before that trial."""

import json
import os
import pickle
import random


class Client:
    def __init__(self, random_seed=None):
        self.seed = random_seed
        self.trials = {}

    def configure_experiment(self, parameters, parameter_constraints):
        self.parameters = parameters
        self.orders = [constraint.split(" <= ") for constraint in parameter_constraints]

    def configure_optimization(self, objective, outcome_constraints):
        # As Ax takes it: a minus for what is minimised, thresholds as constraints of the same names.
        if objective != "-error, -cpuMs, -memoryMb":
            raise ValueError(objective)
        if outcome_constraints != ["error <= 0.01", "cpuMs <= 10", "memoryMb <= 100"]:
            raise ValueError(outcome_constraints)

    def get_next_trials(self, max_trials):
        number = len(self.trials)
        print("what a library prints")
        if os.environ.get("AX_DIES_AT") == str(number):
            raise MemoryError("no memory left")
        rng = random.Random(1000 * self.seed + number)
        while True:
            point = {p.name: p.draw(rng) for p in self.parameters}
            if all(point[low] <= point[high] for low, high in self.orders):
                self.trials[number] = None
                return {number: point}

    def complete_trial(self, trial_index, raw_data):
        self.trials[trial_index] = dict(raw_data)

    def summarize(self):
        return [data for data in self.trials.values() if data is not None]

    def save_to_json_file(self, filepath):
        with open(filepath, "w") as file:
            json.dump(pickle.dumps(self).hex(), file)

    @classmethod
    def load_from_json_file(cls, filepath):
        with open(filepath) as file:
            return pickle.loads(bytes.fromhex(json.load(file)))
