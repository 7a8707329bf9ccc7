/**
 * Whether a picture is of the sensor that a tuning file of libcamera was made for: shading and curve of one sensor say nothing of
 * another's pictures. libcamera names such files by the sensor (`imx219.json`, `imx708_wide_noir.json`); a DNG names it in Model,
 * `imx219`, when rpicam-apps, libcamera or a newer picamera2 wrote it.
 */

/** Sensors as their makers name them: Sony, OmniVision, onsemi, Samsung, SK Hynix, GalaxyCore, SmartSens, ST, Himax, Soho. */
const SENSOR = /^(?:imx|ov|og|os|ox|ar|mt|s5k|hi|gc|sc|vd|vgxy|hm|se)\d[0-9a-z]{2,}$/;
/** Makers and programs whose pictures may come of any sensor. */
const ANY_SENSOR = /raspberry ?pi|pidng|picamera|libcamera|rpicam|raspicam/;

/** The sensor that the name of a file or a camera says, in lower case; null where it says none. */
export function sensorIn(name: string): string | null {
  return wordsOf(name).find((word) => SENSOR.test(word)) ?? null;
}

const wordsOf = (name: string): string[] => name.toLowerCase().split(/[^0-9a-z]+/);

/**
 * How a tuning file's sensor goes with the camera that a picture names. `unnamed`: the picture, or the tuning file (`sensor` null),
 * does not say.
 */
export function sensorMatch(
  sensor: string | null,
  camera: string | null,
): 'same' | 'other' | 'unnamed' {
  if (sensor === null || camera === null || camera.trim() === '') return 'unnamed';
  const words = wordsOf(camera);
  if (words.includes(sensor)) return 'same';
  const isOfAny = ANY_SENSOR.test(camera.toLowerCase()) && sensorIn(camera) === null;
  return isOfAny ? 'unnamed' : 'other';
}
