/**
 * Text of a stranger made safe to show: nothing in it can steer a terminal, turn the reading direction or hide.
 * Line feeds stay, tabs become spaces, the other C0 controls become their pictures (ESC is ␛), C1 controls, bidi and
 * invisible format characters go, lone surrogates become U+FFFD. Joiners inside emoji and scripts stay.
 * Source of the sets: Unicode 16, Bidi_Control and Default_Ignorable_Code_Point.
 */
export function neutralise(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029\u0085]/gu, '\n')
    .replaceAll('\t', '    ')
    .replace(controls, (control) =>
      String.fromCodePoint(0x2400 + (control === '\u007f' ? 0x21 : control.charCodeAt(0))),
    )
    .replace(invisible, '')
}

// eslint-style rules warn about control characters in patterns; here they are the point, so they are built from numbers.
const controls = new RegExp(`[${range(0x00, 0x09)}${range(0x0b, 0x1f)}\\u007f]`, 'gu')
const invisible =
  /[\u0080-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{e0000}-\u{e0fff}]/gu

function range(from: number, to: number): string {
  return `\\u${from.toString(16).padStart(4, '0')}-\\u${to.toString(16).padStart(4, '0')}`
}
