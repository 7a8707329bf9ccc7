#!/usr/bin/env python3
"""
White balance by a network of yours on a camera stack without neural AWB: the network as C, libcamera's own AWB off, and
ColourGains set from the raw frame.

    deepawb export mine.awb --format c --name awb --out awb          # a network that answers with white points
    cc -O3 -shared -fPIC awb/awb.c -lm -o libawb.so                  # on the Pi
    python3 colour_gains.py libawb.so --speed 0.2
    python3 colour_gains.py libawb.so --hold-below 1                 # all-sky: below 1 lux the last gains stay
    python3 colour_gains.py libawb.so --fixed 2.1 1.6                # fixed gains, red and blue: nothing estimates

The network must know this camera: train it on pictures of its own (a NoIR camera sees infrared, and is another camera).
Ctrl-C gives white balance back to libcamera. Wants Picamera2 and NumPy; not run on a camera by its authors.
"""
import argparse
import ctypes
import math
import time

# What an estimate returns: 0 is an answer, above it the frame shows no light, below it the call was wrong.
OK = 0


class Network:
    """deepawb_awb_estimate_raw16 of a library made from `deepawb export --format c --name awb`."""

    def __init__(self, library):
        self._estimate = ctypes.CDLL(library).deepawb_awb_estimate_raw16
        self._estimate.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_uint16,
                                   ctypes.c_uint16, ctypes.c_void_p, ctypes.c_void_p]

    def gains(self, rgb, width, height, black, white):
        """(red, blue) for linear 16-bit R, G, B with the black level left in; None where the frame shows no light."""
        white_point, gains = (ctypes.c_float * 2)(), (ctypes.c_float * 2)()
        status = self._estimate(rgb, width, height, black, white, white_point, gains)
        if status < OK:
            raise ValueError(f"estimate: status {status}")
        return (gains[0], gains[1]) if status == OK else None


def follow(last, wanted, speed):
    """A step towards other gains, in their logarithms, so that red and blue take the same time up and down."""
    if last is None:
        return wanted
    return tuple(math.exp((1 - speed) * math.log(a) + speed * math.log(b)) for a, b in zip(last, wanted))


def mosaic_of(form):
    """Order of the colours and bits of a value out of a format's name, e.g. SRGGB10. Raises ValueError for packed ones."""
    order, bits = form[1:5], form[5:]
    if not bits.isdigit():
        raise ValueError(f"raw format {form}: expected an unpacked one, e.g. SRGGB10 or SRGGB16")
    return order, int(bits)


def binned(raw, order):
    """A mosaic of 16 bits, two by two pixels to one of R, G, B. `order`: e.g. RGGB."""
    import numpy

    tile = {order[i]: (i >> 1, i & 1) for i in range(4) if order[i] != "G"}
    greens = [(i >> 1, i & 1) for i in range(4) if order[i] == "G"]
    plane = lambda at: raw[at[0]::2, at[1]::2].astype(numpy.uint32)
    rows, columns = raw.shape[0] // 2, raw.shape[1] // 2
    green = (plane(greens[0])[:rows, :columns] + plane(greens[1])[:rows, :columns]) // 2
    planes = [plane(tile["R"])[:rows, :columns], green, plane(tile["B"])[:rows, :columns]]
    return numpy.ascontiguousarray(numpy.stack(planes, axis=-1).astype(numpy.uint16))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("library")
    parser.add_argument("--speed", type=float, default=0.2, help="share of the way to the new gains, per estimate")
    parser.add_argument("--every", type=float, default=0.5, help="seconds between estimates")
    parser.add_argument("--hold-below", type=float, default=0.0, help="lux below which the last gains stay")
    parser.add_argument("--bits", type=int, default=16, help="of the raw format: 16 on a Pi 5, else the sensor's, e.g. 10")
    parser.add_argument("--fixed", type=float, nargs=2, metavar=("RED", "BLUE"))
    options = parser.parse_args()

    from picamera2 import Picamera2

    camera = Picamera2()
    # Unpacked, whatever the platform would choose.
    order = camera.sensor_format[1:5]
    camera.configure(camera.create_video_configuration(raw={"format": f"S{order}{options.bits}"}))
    network = None if options.fixed else Network(options.library)
    camera.start()
    gains = tuple(options.fixed) if options.fixed else None
    if gains is not None:
        camera.set_controls({"AwbEnable": False, "ColourGains": gains})
    try:
        while True:
            time.sleep(options.every)
            if network is None:
                continue
            request = camera.capture_request()
            try:
                raw, metadata = request.make_array("raw").view("uint16"), request.get_metadata()
            finally:
                request.release()
            if metadata.get("Lux", math.inf) < options.hold_below and gains is not None:
                continue
            order, bits = mosaic_of(camera.camera_configuration()["raw"]["format"])
            black = metadata["SensorBlackLevels"][0] >> (16 - bits)
            rgb = binned(raw, order)
            wanted = network.gains(rgb.ctypes.data, rgb.shape[1], rgb.shape[0], black, (1 << bits) - 1)
            if wanted is None:
                continue
            gains = follow(gains, wanted, options.speed)
            camera.set_controls({"AwbEnable": False, "ColourGains": gains})
    except KeyboardInterrupt:
        camera.set_controls({"AwbEnable": True})
    finally:
        camera.stop()


if __name__ == "__main__":
    main()
