/**
 * Models for kinds of scenes: a gate over experts in one network, which finds kinds by itself, is taught them, or is a classifier with
 * a tailored model behind each class (a hard gate); and what could be had at most: those models, and a network for each kind, told which
 * it is. Networks whose gate is taught have a neuron less, so that they hold as many numbers as the one without a gate, to 2 %.
 * `kinds` names the property of the pictures whose values are the kinds; `told`: the same of judgement alone.
 */
const experts = (count) => ({ network: { experts: count } });
const taught = (gate) => ({
  network: ({ hidden }) => ({ experts: 2, hidden: hidden - 1, gate }),
  training: { gateLabel: 'place' },
});

const VARIANTS = [
  { name: 'one' },
  { name: 'gate of 2 experts', ...experts(2) },
  { name: 'gate of 4 experts', ...experts(4) },
  { name: 'soft gate taught place', ...taught('soft') },
  { name: 'hard gate taught place', ...taught('hard') },
  { name: 'its experts, told which', ...taught('hard'), told: 'place' },
  { name: 'one for each place, told which', kinds: 'place' },
];

export const SCENES = {
  about: 'models for kinds of scenes',
  reference: 'one',
  timed: true,
  blocks: [{ sizes: ['7k', '2k', '13k'], pictures: [null], variants: VARIANTS }],
};
