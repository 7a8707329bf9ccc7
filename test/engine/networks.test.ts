/**
 * Kernels are judged by what networks compute with them: the facts of training and inference hold here too, so that a kernel
 * that is changed is found by the tests of its own layer.
 */
import '../infer/conformance.test.js';
import '../infer/frame.test.js';
import '../infer/int16.test.js';
import '../infer/limits.test.js';
import '../nn/dropout.test.js';
import '../nn/kernels-and-twins.test.js';
import '../nn/operations.test.js';
import '../nn/optimiser.test.js';
