/** The states of an export (design §2). `failed`, `cancelled`, `completed` end a run; bytes are gone in `expired`. */
export const exportStates = [
  'requested',
  'building',
  'delivering',
  'converting',
  'completed',
  'failed',
  'cancelled',
  'expired',
] as const;
export type ExportState = (typeof exportStates)[number];

/** What can happen to an export. `original-delivered` means that a conversion is still to come; the last artifact is `all-delivered`. */
export const exportMoves = [
  'build-started',
  'archive-built',
  'original-delivered',
  'archive-converted',
  'all-delivered',
  'step-failed',
  'cancel',
  'retry',
  'expire',
] as const;
export type ExportMove = (typeof exportMoves)[number];

type Moves = Readonly<Partial<Record<ExportMove, ExportState>>>;

const endings: Moves = { 'all-delivered': 'completed', 'step-failed': 'failed', cancel: 'cancelled' };

/**
 * Every legal move; what is not here does not happen. A later step's news may come first (several services publish), so
 * states are left forward over a step whose news is late; that late news then finds no move and changes nothing.
 */
export const transitions: Readonly<Record<ExportState, Moves>> = {
  requested: {
    'build-started': 'building',
    'archive-built': 'delivering',
    'original-delivered': 'converting',
    'archive-converted': 'delivering',
    ...endings,
  },
  building: {
    'archive-built': 'delivering',
    'original-delivered': 'converting',
    'archive-converted': 'delivering',
    ...endings,
  },
  delivering: { 'original-delivered': 'converting', ...endings },
  converting: { 'archive-converted': 'delivering', ...endings },
  completed: { expire: 'expired' },
  failed: { retry: 'requested' },
  cancelled: {},
  expired: {},
};

/** The state after the move; null when the move is not possible from here. */
export const after = (state: ExportState, move: ExportMove): ExportState | null => transitions[state][move] ?? null;

/** Nothing more is being done for it. */
export const isEnded = (state: ExportState): boolean => after(state, 'cancel') === null;

/** The step that works in a state; null when none does. */
export const stepOf: Readonly<Record<ExportState, 'build' | 'deliver' | 'convert' | null>> = {
  requested: 'build',
  building: 'build',
  delivering: 'deliver',
  converting: 'convert',
  completed: null,
  failed: null,
  cancelled: null,
  expired: null,
};
