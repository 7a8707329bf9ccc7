"""The white point of a frame by an ONNX export: numpy averages the frame, ONNX Runtime runs the network.

    npx deepawb export mine.awb --format onnx --out onnx
    python3 onnx_white_point.py onnx/mine.onnx frame.rgb16 648 432 2048 16383

The frame: width x height x R, G, B in 16 bits, lower byte first, linear, black level left in; then black and white level.
A pixel of 0, 0, 0 is masked and counts nowhere. Prints r, b and the gains of red and blue.
"""
import sys

import numpy
import onnxruntime


def areas(cells, pixels):
    """[cells, pixels]: what part of each pixel lies in each cell."""
    edges = numpy.arange(cells + 1) * pixels / cells
    left = numpy.arange(pixels)
    inside = numpy.minimum(edges[1:, None], left + 1) - numpy.maximum(edges[:-1, None], left)
    return numpy.clip(inside, 0, 1)


def thumbnail(rgb, height, width, black, white):
    """[height, width, 4]: linear R, G, B from 0 to 1, and the share of each cell that is not masked."""
    seen = rgb.any(axis=2).astype(float)
    signal = (numpy.minimum(rgb, white) - float(black)) * seen[..., None]
    rows, columns = areas(height, rgb.shape[0]), areas(width, rgb.shape[1])
    units = rows @ seen @ columns.T
    sums = numpy.moveaxis(rows @ numpy.moveaxis(signal, 2, 0) @ columns.T, 0, 2)
    mean = sums / numpy.maximum(units, 1e-12)[..., None] / (white - black)
    coverage = units * height * width / (rgb.shape[0] * rgb.shape[1])
    return numpy.dstack([numpy.clip(mean, 0, 1), coverage]).astype(numpy.float32)


def main():
    model, frame, width, height, black, white = sys.argv[1:]
    shape = (int(height), int(width), 3)
    rgb = numpy.fromfile(frame, dtype="<u2").reshape(shape).astype(numpy.int64)
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    feed = session.get_inputs()[0]
    _, rows, columns, _ = feed.shape
    cells = thumbnail(rgb, rows, columns, float(black), float(white))
    white_point = session.run(None, {feed.name: cells.reshape(feed.shape)})[0][0]
    r, b = (float(value) for value in white_point[:2])
    print(f"{r:.4f} {b:.4f} {1 / r:.4f} {1 / b:.4f}")


if __name__ == "__main__":
    main()
