/**
 * Models for kinds of scenes: a gate over experts in one network, which finds kinds by itself, and what could be had at most: a
 * network for each kind, told which it is. `kinds` names the property of the pictures whose values are the kinds.
 */
const experts = (count) => ({ network: { experts: count } });

const VARIANTS = [
  { name: 'one' },
  { name: 'gate of 2 experts', ...experts(2) },
  { name: 'gate of 4 experts', ...experts(4) },
  { name: 'one for each place, told which', kinds: 'place' },
];

export const SCENES = {
  about: 'models for kinds of scenes',
  reference: 'one',
  blocks: [{ sizes: ['7k', '2k', '13k'], pictures: [null], variants: VARIANTS }],
};
