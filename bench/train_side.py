"""
PyTorch's side of the training benchmark: the same protocol as train-side.mjs. Arguments: network as JSON, threads, and what it
is run with: any of channels_last and compile, with commas between them.
"""
import json
import resource
import sys
import time

import torch
from torch import nn

BATCH = 16


def build(family):
    layers, channels = [], 3
    for block in family["blocks"]:
        kernel = block["kernel"]
        layers += [
            nn.Conv2d(channels, block["channels"], kernel, block["stride"], kernel // 2, bias=False),
            nn.BatchNorm2d(block["channels"]),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2),
        ]
        channels = block["channels"]
    layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten()]
    for width in family["widths"]:
        layers += [nn.Linear(channels, width), nn.ReLU(inplace=True)]
        channels = width
    return nn.Sequential(*layers, nn.Linear(channels, 2), nn.Tanh())


def main():
    family, setting = json.loads(sys.argv[1]), sys.argv[3].split(",")
    torch.set_num_threads(int(sys.argv[2]))
    torch.manual_seed(1)
    layout = torch.channels_last if "channels_last" in setting else torch.contiguous_format
    model = build(family).to(memory_format=layout)
    pictures = torch.rand(BATCH, 3, family["heightPx"], family["widthPx"]).to(memory_format=layout)
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-3)
    run = torch.compile(model) if "compile" in setting else model
    truth = torch.tensor([0.5, 0.7]).expand(BATCH, 2)
    for line in sys.stdin:
        cpu, start = time.process_time(), time.perf_counter()
        for _ in range(int(line)):
            optimiser.zero_grad()
            loss = ((0.6 * run(pictures) + 0.6 - truth) ** 2).mean()
            loss.backward()
            optimiser.step()
        answer = {
            "seconds": time.perf_counter() - start,
            "cpuSeconds": time.process_time() - cpu,
            "peakMebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "version": torch.__version__,
        }
        print(json.dumps(answer), flush=True)


main()
