#!/usr/bin/env python3
"""
Training pictures and statistics from a Raspberry Pi's camera: for every press of Enter a raw picture (DNG) and the frame's
metadata with the statistics that the hardware counted (JSON), which `deepawb bayes estimate` reads.

    python3 capture.py --user me --sensor imx708 --out shots

Full field of view, nothing clipped, one grey card or a known lamp in the picture; a hundred scenes over day, lamps and mixed
light are a start. Names are those of awb_nn: user,sensor,scene.dng; its annotator.py puts the label behind them.
Wants Picamera2; not run on a camera by its authors.
"""
import argparse
import json
import pathlib

STATISTICS = ("PispStatsOutput", "Bcm2835StatsOutput")
KEPT = ("Lux", "ColourTemperature", "ColourGains", "ExposureTime", "AnalogueGain", "SensorBlackLevels") + STATISTICS


def plain(value):
    """Tuples and NumPy's numbers as JSON has them."""
    if isinstance(value, (bytes, bytearray)):
        return list(value)
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return value.item() if hasattr(value, "item") else value


def write_metadata(metadata, path):
    """The part of a frame's metadata that says how it was seen. Raises KeyError where no statistics came with it."""
    if not any(key in metadata for key in STATISTICS):
        raise KeyError("no statistics in the metadata: libcamera 0.5 or newer gives them with StatsOutputEnable")
    path.write_text(json.dumps({key: plain(metadata[key]) for key in KEPT if key in metadata}))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--user", required=True)
    parser.add_argument("--sensor", required=True, help="as rpicam-hello --list-cameras has it, e.g. imx708")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("shots"))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)

    from picamera2 import Picamera2

    camera = Picamera2()
    camera.configure(camera.create_still_configuration(raw={}, buffer_count=2))
    camera.start()
    camera.set_controls({"StatsOutputEnable": True})
    scene = len(list(options.out.glob("*.dng")))
    while input("Enter for a picture, q to end: ").strip() != "q":
        request = camera.capture_request(flush=True)
        try:
            stem = options.out / f"{options.user},{options.sensor},{scene:05d}"
            request.save_dng(f"{stem}.dng")
            write_metadata(request.get_metadata(), pathlib.Path(f"{stem}.json"))
        finally:
            request.release()
        print(f"{stem}.dng")
        scene += 1
    camera.stop()


if __name__ == "__main__":
    main()
