import { Failure } from '@hub/failures';
import { assertEndpoint, type GuardSettings } from '@hub/guarded-agent';
import { connectionSchema, type Connection } from '@hub/object-storage';
import { Inject, Injectable } from '@nestjs/common';
import { SEALER, type Sealer } from '@hub/sealing';
import type { Spelling } from './connection-input.js';
import { publicSettings, sealedFor, type Storage } from './storage.js';

/** What outbound calls are measured by. */
export class OutboundPolicy {
  constructor(readonly settings: GuardSettings) {}
}

type Row = Pick<Storage, 'id' | 'organizationId'>;

/** A connection as it lies in its row, and back. */
@Injectable()
export class KeepConnection {
  constructor(
    @Inject(SEALER) private readonly sealer: Sealer,
    private readonly outbound: OutboundPolicy,
  ) {}

  /** Throws Failure `address-refused` when we would never connect to its endpoint. */
  pack(row: Row, connection: Connection, spelling: Spelling): Pick<Storage, 'kind' | 'settings' | 'sealedConnection'> {
    if (connection.kind === 's3-compatible')
      assertEndpoint(connection.endpoint, this.outbound.settings, spelling('endpoint'));
    return {
      kind: connection.kind,
      settings: publicSettings(connection),
      sealedConnection: this.sealer.seal(JSON.stringify(connection), sealedFor(row)),
    };
  }

  /** Throws Failure `seal-broken`, `seal-key-unknown`, or `connection-outdated` when an older version of us kept it. */
  unpack(row: Row & Pick<Storage, 'sealedConnection'>): Connection {
    const kept = connectionSchema.safeParse(JSON.parse(this.sealer.open(row.sealedConnection, sealedFor(row))));
    if (kept.success) return kept.data;
    // the flaw is not passed on: it may quote a secret
    throw new Failure(
      'connection-outdated',
      'hub',
      'The kept connection does not fit any more. Enter all of it again.',
    );
  }
}
