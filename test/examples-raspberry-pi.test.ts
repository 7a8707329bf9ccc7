/** The Python of examples/raspberry-pi as far as a machine without a camera can run it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readStatisticsDump } from '../dist/classical/index.js';
import { loadKernelModule } from '../dist/engine/node/index.js';
import { exportC } from '../dist/export/index.js';
import { createEstimator } from '../dist/infer/index.js';
import { rawImage, smallModel } from './infer/sample-models.js';
import { answers, describeWhere, HAS_COMPILER } from './support/needs.js';
import { pispStatistics } from './support/statistics-dump.js';

const EXAMPLES = join(import.meta.dirname, '../examples/raspberry-pi');
const HAS_PYTHON = answers('python3', '--version');
let folder: string;

/** What a program of Python prints, with the examples on its path. */
function python(program: string): string {
  const env = { ...process.env, PYTHONPATH: EXAMPLES, PYTHONDONTWRITEBYTECODE: '1' };
  const { status, stdout, stderr } = spawnSync('python3', ['-c', program], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'deepawb-pi-examples-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeWhere(HAS_PYTHON, 'python3', 'capture.py', () => {
  it('keeps of the metadata what bayes estimate reads', () => {
    const bytes = pispStatistics([[1, 2, 3, 4]]);
    writeFileSync(join(folder, 'bytes.bin'), bytes);
    python(
      `import capture, pathlib; capture.write_metadata({"Lux": 77.5, "Other": object(),
       "PispStatsOutput": tuple(pathlib.Path("bytes.bin").read_bytes())}, pathlib.Path("frame.json"))`,
    );
    const dump = readStatisticsDump(new Uint8Array(readFileSync(join(folder, 'frame.json'))), 'a');
    expect(dump).toMatchObject({ lux: 77.5, target: 'pisp' });
    expect([...dump!.zones.sums.slice(0, 4)]).toEqual([1, 2, 3, 4]);
  });

  it('says so where no statistics came', () => {
    const said = python(
      `import capture, pathlib
try: capture.write_metadata({"Lux": 1.0}, pathlib.Path("none.json"))
except KeyError as error: print(error)`,
    );
    expect(said).toMatch(/StatsOutputEnable/);
  });
});

describeWhere(HAS_PYTHON && HAS_COMPILER, 'python3 and cc', 'colour_gains.py', () => {
  const model = smallModel();

  beforeAll(() => {
    for (const { name, text } of exportC(model, { name: 'awb' }).files) {
      writeFileSync(join(folder, name), text);
    }
    execFileSync('cc', ['-O2', '-shared', '-fPIC', 'awb.c', '-lm', '-o', 'libawb.so'], {
      cwd: folder,
    });
  });

  it('has the gains of the estimator, and none for a black frame', () => {
    const picture = rawImage((pixel, c) => 2048 + 40 * (pixel % 97) + 900 * c);
    writeFileSync(join(folder, 'rgb.bin'), new Uint8Array(picture.rgb.buffer));
    const said = python(
      `import colour_gains, ctypes, json
data = open("rgb.bin", "rb").read()
network = colour_gains.Network("./libawb.so")
black = (ctypes.c_uint16 * (30 * 22 * 3))(*([2048] * (30 * 22 * 3)))
print(json.dumps([network.gains(data, 30, 22, 2048, 16383), network.gains(black, 30, 22, 2048, 16383)]))`,
    );
    const [[red, blue], none] = JSON.parse(said);
    const { gains } = createEstimator(model, loadKernelModule()).estimate(picture);
    expect(Math.abs(red / gains.red - 1)).toBeLessThan(1e-5);
    expect(Math.abs(blue / gains.blue - 1)).toBeLessThan(1e-5);
    expect(none).toBeNull();
  });

  it('goes from gains to others by a share of their logarithm, and knows the formats it reads', () => {
    const said = python(
      `import colour_gains, json
print(json.dumps([colour_gains.follow(None, (2, 1), 0.5), colour_gains.follow((1, 4), (4, 1), 0.5),
  colour_gains.mosaic_of("SBGGR10"), colour_gains.mosaic_of("SRGGB16")]))
try: colour_gains.mosaic_of("BGGR_PISP_COMP1")
except ValueError as error: print(error)`,
    );
    const [line, refused] = said.split('\n');
    expect(JSON.parse(line!)).toEqual([
      [2, 1],
      [2, 2],
      ['BGGR', 10],
      ['RGGB', 16],
    ]);
    expect(refused).toMatch(/expected an unpacked one/);
  });
});
