// Numbers as WebAssembly writes them: seven bits a byte, the lowest first.

/** The number at a place, and the place behind it. */
export function number(bytes, at) {
  let value = 0,
    shift = 0,
    byte;
  do {
    byte = bytes[at++];
    value |= (byte & 127) << shift;
    shift += 7;
  } while (byte & 128);
  return [value >>> 0, at];
}

export function leb(value) {
  const bytes = [];
  do {
    bytes.push(value > 127 ? (value & 127) | 128 : value);
    value >>>= 7;
  } while (value);
  return bytes;
}
