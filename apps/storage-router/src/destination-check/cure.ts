/** What would help: decides the remedy. */
export type Cure =
  | 'permission'
  | 'credentials'
  | 'role'
  | 'region'
  | 'bucket'
  | 'encryption-key'
  | 'checksums'
  | 'space'
  | 'address'
  | 'host-name'
  | 'network'
  | 'certificate'
  | 'clock'
  | 'later'
  | 'operator'
  | 'none';
