/** How archives are cut: bytes of a part, parts of a slice. */
export class PartSettings {
  constructor(
    readonly partBytes: number,
    readonly partsPerSlice: number,
  ) {}
}
