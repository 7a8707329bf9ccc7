from dataclasses import dataclass


@dataclass
class RangeParameterConfig:
    name: str
    bounds: tuple
    parameter_type: str
    scaling: str

    def draw(self, rng):
        low, high = self.bounds
        if self.parameter_type == "int":
            return rng.randint(low, high)
        return (low * high) ** 0.5 if self.scaling == "log" else rng.uniform(low, high)


@dataclass
class ChoiceParameterConfig:
    name: str
    values: list
    parameter_type: str
    is_ordered: bool

    def draw(self, rng):
        return rng.choice(self.values)
