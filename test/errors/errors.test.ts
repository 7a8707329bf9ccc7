/** Errors that are the input's fault are told from all others by their class. */
import { expect, it } from 'vitest';
import { BadInput, InputError } from '../../dist/errors/index.js';

it('carry their message and their name, and derive from BadInput', () => {
  const error = new InputError('no such file');
  expect(error).toBeInstanceOf(BadInput);
  expect(error).toBeInstanceOf(Error);
  expect([error.name, error.message]).toEqual(['InputError', 'no such file']);
  expect(new Error('other')).not.toBeInstanceOf(BadInput);
});
