import type { XmlEvent } from '../text/read-xml.js';
import type { CvatVideo } from './cvat-records.js';
import { attributeOfParts, parseAttribute } from './label-attributes.js';

const textMembers = ['name', 'source', 'size'] as const;
const kept = new Set(['mode', 'flipped', 'created', 'updated', 'dumped', 'start_frame', 'stop_frame', 'frame_filter']);

/** Gathers `<meta>`: the video, its labels, and what else describes it. Takes each event inside `<meta>`. */
export class VideoMeta {
  private readonly path: string[] = [];
  private readonly texts: Partial<Record<string, string>> = {};
  private readonly labels: NonNullable<CvatVideo['labels']> = {};
  private readonly described: Record<string, string> = {};
  private label = '';
  private attribute: Record<string, string> = {};

  take(event: XmlEvent): void {
    if (event.type === 'open') {
      this.path.push(event.name);
      if (event.name === 'attribute') this.attribute = {};
      return;
    }
    this.path.pop();
    const parent = this.path.at(-1) ?? '';
    const text = event.text.trim();
    if (this.path.includes('labels')) this.takeLabel(event.name, parent, text);
    else if (parent === 'original_size' || (parent === 'task' && isOneOf(event.name, textMembers)))
      this.texts[event.name] = text;
    else if (parent === 'video_attributes' || kept.has(event.name)) this.described[event.name] = text;
  }

  video(): CvatVideo {
    const { name, source, size, width, height } = this.texts;
    return { name, source, size, width, height, labels: this.labels, described: this.described };
  }

  private takeLabel(name: string, parent: string, text: string): void {
    if (name === 'name' && parent === 'label') {
      this.label = text;
      this.labels[text] ??= {};
    } else if (parent === 'attribute') this.attribute[name] = text;
    else if (name === 'attribute') {
      const found = 'name' in this.attribute ? attributeOfParts(this.attribute) : parseAttribute(text);
      if (found) (this.labels[this.label] ??= {})[found.name] = found.spec;
    }
  }
}

const isOneOf = (name: string, names: readonly string[]): boolean => names.includes(name);
