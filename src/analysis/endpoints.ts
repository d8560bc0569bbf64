/** Endpoints of the own account (MSNP16 on): the places where it is signed in. */
import { MAX_ENDPOINTS } from '../base/limits.ts';
import type { EndpointView } from './sink.ts';

type Known = { -readonly [K in keyof EndpointView]: EndpointView[K] };

/** Elements about one endpoint: UBX has `EndpointData id`, publications of MSNP18 and later have `sep epid`. */
const ELEMENT =
  /<(EndpointData|PrivateEndpointData|sep)\b[^<>]{0,256}?\b(?:ep)?id="([^"<>]{1,64})"[^<>]{0,256}>([\s\S]{0,2048}?)<\/\1>/gi;
const CAPABILITIES = /<Capabilities>([^<]{1,64})<\/Capabilities>/i;
const NAME = /<EpName>([^<]{1,256})<\/EpName>/i;
const FRIENDLY_NAME = /<FriendlyName>([^<]{1,512})<\/FriendlyName>/i;

export class Endpoints {
  readonly #byId = new Map<string, Known>();

  /** An endpoint is named: `{guid}`, in any case, with or without braces. */
  note(id: string): Known | undefined {
    const key = `{${id.replace(/^\{|\}$/g, '').toLowerCase()}}`;
    const known = this.#byId.get(key);
    if (known !== undefined || this.#byId.size >= MAX_ENDPOINTS) return known;
    const endpoint = { id: key, name: null, capabilities: null };
    this.#byId.set(key, endpoint);
    return endpoint;
  }

  /** Takes what a document about the own account says of its endpoints. */
  read(xml: string): void {
    for (const [, , id = '', content = ''] of xml.matchAll(ELEMENT)) {
      const endpoint = this.note(id);
      if (endpoint === undefined) return;
      endpoint.capabilities = plainText(CAPABILITIES.exec(content)?.[1]) ?? endpoint.capabilities;
      endpoint.name = plainText(NAME.exec(content)?.[1]) ?? endpoint.name;
    }
  }

  get all(): readonly EndpointView[] {
    return [...this.#byId.values()];
  }
}

/** The friendly name that a publication of MSNP18 and later has. */
export function publishedName(xml: string): string | null {
  return plainText(FRIENDLY_NAME.exec(xml)?.[1]);
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function plainText(xml: string | undefined): string | null {
  return xml?.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => ENTITIES[name] ?? '') ?? null;
}
