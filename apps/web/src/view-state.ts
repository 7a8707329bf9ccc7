/** What is looked at, as the end of the page's address: a link restores it. */

export interface ViewState {
  readonly picture: string | null;
  readonly methods: readonly string[];
  readonly mode: 'grid' | 'slider';
  readonly left: string;
  readonly right: string;
  readonly zoom: number;
  readonly black: number;
  readonly white: number;
  readonly matrix: string;
  /** Named by the visitor. */
  readonly camera: string;
}

export const DEFAULT_VIEW: ViewState = {
  picture: null,
  methods: ['uniform', 'network', 'grey-world'],
  mode: 'grid',
  left: 'uniform',
  right: 'network',
  zoom: 1,
  black: 2048,
  white: 16_383,
  matrix: '',
  camera: '',
};

/** The state that an address holds; what it does not say, or says wrongly, is as at the start. */
export function readView(hash: string): ViewState {
  const query = new URLSearchParams(hash.replace(/^#/, ''));
  const number = (name: 'zoom' | 'black' | 'white', low: number, high: number) => {
    const value = Number(query.get(name) ?? Number.NaN);
    return value >= low && value <= high ? value : DEFAULT_VIEW[name];
  };
  return {
    picture: query.get('picture'),
    methods: query.get('methods')?.split(',') ?? DEFAULT_VIEW.methods,
    mode: query.get('mode') === 'slider' ? 'slider' : 'grid',
    left: query.get('left') ?? DEFAULT_VIEW.left,
    right: query.get('right') ?? DEFAULT_VIEW.right,
    zoom: number('zoom', 1, 8),
    black: number('black', 0, 65_534),
    white: number('white', 1, 65_535),
    matrix: query.get('matrix') ?? '',
    camera: query.get('camera') ?? '',
  };
}

/** The same as an address ends; what is as at the start is left out. */
export function writeView(view: ViewState): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(view)) {
    const text = String(value ?? '');
    if (text !== String(DEFAULT_VIEW[name as keyof ViewState] ?? '')) query.set(name, text);
  }
  return query.size === 0 ? '' : `#${query}`;
}
