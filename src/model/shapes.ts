/** Shape inference: what each node of an architecture puts out, and every way in which an architecture can be wrong. */
import {
  type Architecture,
  type ModelNode,
  type NetworkInput,
  numberInputs,
  THUMBNAIL,
} from './architecture.js';
import { ArchitectureError } from './architecture-error.js';
import { checkNode, factsOf } from './operations.js';
import { READING_NAMES } from './readings/index.js';
import { whole } from './setting-checks.js';
import { describeShape, type Shape, vectorOf } from './shape.js';

const MAX_SIDE = 8192;
const MOST_NODES = 4096;
const LONGEST_ID = 256;
/** Numbers of all maps together, and of all parameters: a gigabyte each. Cameras have a thousandth of it. */
const MOST_NUMBERS = 2 ** 28;

/** Shapes by node id, the input included. Throws ArchitectureError. */
export function inferShapes(architecture: Architecture): Map<string, Shape> {
  checkForm(architecture);
  const { heightPx, widthPx } = architecture.input;
  const shapes = new Map<string, Shape>([
    [THUMBNAIL, { heightPx, widthPx, channels: 4, vector: false }],
  ]);
  for (const id of numberInputs(architecture.input)) shapes.set(id, vectorOf(1));
  const sums = { maps: 0, parameters: 0 };
  for (const node of architecture.nodes) {
    const shape = nodeShape(node, shapes, sums);
    shapes.set(node.id, shape);
  }
  const output = shapes.get(architecture.output);
  if (!output?.vector || output.channels > 2) {
    throw new ArchitectureError(
      `output: expected a vector of 2 (r, b) or of 1 (kelvin), got ${output ? describeShape(output) : 'no such node'} at '${architecture.output}'`,
    );
  }
  checkExpectedError(architecture, shapes);
  return shapes;
}

function checkExpectedError(
  { expectedError: id, output }: Architecture,
  shapes: ReadonlyMap<string, Shape>,
): void {
  if (id === undefined) return;
  const shape = shapes.get(id);
  const isNumber = shape?.vector === true && shape.channels === 1;
  if (isNumber && shapes.get(output)!.channels === 2) return;
  const got = shape ? describeShape(shape) : 'no such node';
  throw new ArchitectureError(
    `expectedError: expected a vector of 1 (degrees) beside a white point, got ${got} at '${id}'`,
  );
}

/** What a network answers with. */
export type AnswerKind = 'whitePoint' | 'kelvin';

/** What the numbers of a network's output are. Throws ArchitectureError. */
export function answerOf(
  architecture: Architecture,
  shapes: ReadonlyMap<string, Shape> = inferShapes(architecture),
): AnswerKind {
  return shapes.get(architecture.output)!.channels === 2 ? 'whitePoint' : 'kelvin';
}

/** Throws ArchitectureError unless it has a size and a bounded list of nodes, whatever these hold. */
function checkForm({ input, nodes }: Partial<Architecture>): void {
  whole('input', 'heightPx', input?.heightPx, 1, MAX_SIDE);
  whole('input', 'widthPx', input?.widthPx, 1, MAX_SIDE);
  if (input?.lux !== undefined && input.lux !== true) {
    throw new ArchitectureError('input: expected lux to be true or absent');
  }
  checkReadings(input!);
  if (!Array.isArray(nodes)) throw new ArchitectureError('nodes: expected a list of nodes');
  whole('nodes', 'their number', nodes.length, 1, MOST_NODES);
  nodes.forEach((node: Partial<ModelNode> | null, i) => {
    const id = node?.id;
    if (typeof id !== 'string' || id === '' || id.length > LONGEST_ID || id.includes('\0')) {
      throw new ArchitectureError(
        `nodes[${i}]: expected an id of 1 to ${LONGEST_ID} characters, none of them null`,
      );
    }
  });
}

/** Throws ArchitectureError unless they are readings that there are, each once, and lux not twice. */
function checkReadings({ lux, readings }: NetworkInput): void {
  if (readings === undefined) return;
  const known: readonly unknown[] = READING_NAMES;
  const isList =
    Array.isArray(readings) &&
    readings.length > 0 &&
    readings.every((name) => known.includes(name)) &&
    new Set(readings).size === readings.length;
  if (isList && !(lux && readings.includes('lux'))) return;
  throw new ArchitectureError(
    `input: expected readings to be some of ${READING_NAMES.join(', ')}, each once and lux not beside the input lux, or to be absent`,
  );
}

interface Sums {
  maps: number;
  parameters: number;
}

function nodeShape(node: ModelNode, shapes: ReadonlyMap<string, Shape>, sums: Sums): Shape {
  if (shapes.has(node.id)) throw new ArchitectureError(`${node.id}: expected ids to be unique`);
  const facts = factsOf(node);
  checkNode(node);
  const inputs = facts.inputs(node).map((id) => {
    const shape = shapes.get(id);
    if (!shape) throw new ArchitectureError(`${node.id}: expected an earlier node, got '${id}'`);
    return shape;
  });
  const shape = facts.shape(node, inputs);
  sums.maps += product([shape.heightPx, shape.widthPx, shape.channels]);
  for (const tensor of facts.parameters(node, inputs[0]!)) sums.parameters += product(tensor.shape);
  for (const [what, count] of Object.entries(sums)) {
    if (count > MOST_NUMBERS)
      throw new ArchitectureError(
        `${node.id}: expected ${what} of at most ${MOST_NUMBERS} numbers up to here, got ${count}`,
      );
  }
  return shape;
}

function product(values: readonly number[]): number {
  return values.reduce((a, b) => a * b, 1);
}
