/** What the writer needs to know of a track; the store's `VideoTrack` fits. */
export interface TrackHead {
  /** Key of the geometry: `bounding-box`, `polygon`, … */
  readonly geometry: string;
  /** `"objectId":…,"schemaId":…,"title":…` as JSON text without braces. */
  readonly object: string;
  readonly firstFrame: number;
}

/** The store's `KeyFrame` fits. */
export interface TrackKeyFrame {
  readonly frame: number;
  /** JSON of the geometry's value. */
  readonly shape: string;
  /** JSON members of the nested classifications, without brackets. */
  readonly classifications: string;
  /** JSON of the metadata object, or null. */
  readonly metadata: string | null;
  /** Further members of the entry, each with a comma before it; they hold until the next key frame. */
  readonly extra: string;
  /** The object is gone from this frame on. */
  readonly stopped: boolean;
}

/** First and last frame, inclusive. */
export interface FrameRange {
  readonly from: number;
  readonly to: number;
}

export interface TrackText {
  /** UTF-8; the reader's to keep. */
  readonly text: Buffer;
  /** Entries in it. */
  readonly entries: number;
}

/**
 * Writes the part of a track that lies in a range of frames. The text of a frame depends on the track and the frame
 * only, never on the range: parts of any borders join to the same text. The layout of video tools is an open question
 * of the public contract (Q1), so another layout can be put here.
 */
export interface VideoTrackWriter {
  /**
   * `keyFrames` come in order: those in the range, the last before it and the first after it. `leadingComma`: something
   * stands before the track in its array. Yields chunks of some 64 KiB; holds two key frames at a time.
   */
  write(
    track: TrackHead,
    keyFrames: AsyncIterable<TrackKeyFrame>,
    range: FrameRange,
    leadingComma: boolean,
  ): AsyncIterable<TrackText>;
}
