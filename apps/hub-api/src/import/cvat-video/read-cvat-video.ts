import type { RecordSink } from '../import-format.js';
import { stemOf, type SourceFile } from '../source/source-file.js';
import { readXml, type XmlEvent } from '../text/read-xml.js';
import type { CvatFrame, CvatShape, CvatVideo } from './cvat-records.js';
import { VideoMeta } from './video-meta.js';

const shapes = new Set(['box', 'polygon', 'polyline', 'points']);
type Open = Extract<XmlEvent, { type: 'open' }>;

/** Shapes and frames are staged one by one, so neither a track nor a video is ever held here. */
export async function readCvatVideo(file: SourceFile, sink: RecordSink): Promise<void> {
  const reading = new CvatReading(sink);
  try {
    for await (const event of readXml(file.chunks)) await reading.take(event);
  } finally {
    // what came before a broken place is still this video's
    const identity = stemOf(file.name).replace(/_(vehicle|traffic|appearance|attributes)$/, '');
    if (reading.root !== '') await sink.asset(String(sink.file), identity, 'the video', reading.video());
  }
}

class CvatReading {
  root = '';
  private readonly meta = new VideoMeta();
  private readonly scene: Record<string, string> = {};
  private inMeta = false;
  private depth = 0;
  private track: { index: number; attributes: Readonly<Record<string, string>> } | null = null;
  private tracks = 0;
  private shape: { open: Open; answers: Record<string, string> } | null = null;
  private attribute = '';

  constructor(private readonly sink: RecordSink) {}

  video(): CvatVideo {
    const video = this.meta.video();
    return { ...video, described: { ...video.described, ...this.scene } };
  }

  async take(event: XmlEvent): Promise<void> {
    this.depth += event.type === 'open' ? 1 : -1;
    if (this.root === '') this.root = event.name;
    else if (event.name === 'meta') this.inMeta = event.type === 'open';
    else if (this.inMeta) this.meta.take(event);
    else if (event.type === 'open') await this.opened(event);
    else await this.closed(event.name, event.text);
  }

  private async opened(event: Open): Promise<void> {
    if (event.name === 'track') this.track = { index: this.tracks++, attributes: event.attributes };
    else if (event.name === 'frame') await this.frame(event);
    else if (shapes.has(event.name)) this.shape = { open: event, answers: {} };
    else if (event.name === 'attribute') this.attribute = event.attributes['name'] ?? '';
  }

  private async closed(name: string, text: string): Promise<void> {
    if (name === 'attribute' && this.shape) this.shape.answers[this.attribute] = text;
    else if (name === 'track') this.track = null;
    else if (this.shape && name === this.shape.open.name) await this.finishShape();
    else if (this.depth === 1 && !['frame', 'version'].includes(name) && text.trim() !== '')
      this.scene[name] = text.trim();
  }

  private async frame({ attributes, line }: Open): Promise<void> {
    const { id, ...values } = attributes;
    if (id === undefined) return this.sink.refuse(`line ${line}`, 'bad-frame', 'a frame without id');
    const frame: CvatFrame = { scene: this.root, id, values };
    await this.sink.part(String(this.sink.file), 'frame', `frame ${id} (line ${line})`, frame);
  }

  private async finishShape(): Promise<void> {
    const { open, answers } = this.shape!;
    this.shape = null;
    const place = `track ${this.track?.index ?? '?'}, frame ${open.attributes['frame'] ?? '?'} (line ${open.line})`;
    const { label, id } = this.track?.attributes ?? {};
    if (!this.track || !label) return this.sink.refuse(place, 'bad-track', 'a shape outside a track with a label');
    const record: CvatShape = {
      track: this.track.index,
      trackId: id,
      label,
      shape: open.name,
      element: { ...open.attributes },
      answers,
    };
    await this.sink.part(String(this.sink.file), 'shape', place, record, this.track.index);
  }
}
