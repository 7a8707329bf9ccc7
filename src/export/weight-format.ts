/** How an exported network holds the weights of its convolutions and dense layers. */
export type WeightFormat = 'float32' | 'int8';
