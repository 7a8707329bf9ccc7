"""One side of the inference benchmark: ONNX Runtime or LiteRT (TensorFlow Lite with XNNPACK) from PyPI, one thread.

Answers each line on stdin, `network CALLS`, with the CPU and wall milliseconds of a call and the process's peak memory, as
JSON. Arguments: `onnxruntime`, `litert` or `versions`, the network's file, a file with the thumbnail.
"""
import json
import sys
import time

import numpy


def open_onnxruntime(model, thumbnail):
    import onnxruntime

    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = 1
    settings.inter_op_num_threads = 1
    settings.log_severity_level = 3
    session = onnxruntime.InferenceSession(model, settings, providers=["CPUExecutionProvider"])
    given = session.get_inputs()[0]
    feed = {given.name: thumbnail.reshape(given.shape)}
    return lambda: session.run(["white_point"], feed)[0]


def open_litert(model, thumbnail):
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_path=model, num_threads=1)
    interpreter.allocate_tensors()
    given = interpreter.get_input_details()[0]
    out = interpreter.get_output_details()[0]["index"]
    interpreter.set_tensor(given["index"], thumbnail.reshape(given["shape"]))

    def call():
        interpreter.invoke()
        return interpreter.get_tensor(out)

    return call


def versions():
    from importlib.metadata import PackageNotFoundError, version

    found = {}
    for name in ("onnxruntime", "ai-edge-litert"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = None
    print(json.dumps(found), flush=True)


def main():
    if sys.argv[1] == "versions":
        return versions()
    opened = {"onnxruntime": open_onnxruntime, "litert": open_litert}[sys.argv[1]]
    call = opened(sys.argv[2], numpy.fromfile(sys.argv[3], dtype=numpy.float32))
    for line in sys.stdin:
        calls = int(line.split()[1])
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(calls):
            answer = call()
        cpu_ms = 1e3 * (time.process_time() - cpu) / calls
        wall_ms = 1e3 * (time.perf_counter() - wall) / calls
        with open("/proc/self/status") as status:
            peak = 1024 * next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
        values = [float(value) for value in answer.reshape(-1)]
        print(json.dumps({"cpuMs": cpu_ms, "wallMs": wall_ms, "peakBytes": peak, "answer": values}), flush=True)


main()
