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

const controls = new RegExp(`[${range(0x00, 0x09)}${range(0x0b, 0x1f)}${range(0x7f, 0x7f)}]`, 'gu')

// Built from numbers: the characters themselves would be as invisible here as in a mail.
const invisible = new RegExp(
  `[${[
    range(0x80, 0x9f),
    range(0xad, 0xad),
    range(0x61c, 0x61c),
    range(0x115f, 0x1160),
    range(0x17b4, 0x17b5),
    range(0x180b, 0x180f),
    range(0x200b, 0x200b),
    range(0x200e, 0x200f),
    range(0x202a, 0x202e),
    range(0x2060, 0x206f),
    range(0x3164, 0x3164),
    range(0xfeff, 0xfeff),
    range(0xffa0, 0xffa0),
    range(0xfff0, 0xfffb),
    range(0xe0000, 0xe0fff),
  ].join('')}]`,
  'gu',
)

function range(from: number, to: number): string {
  return `\\u{${from.toString(16)}}-\\u{${to.toString(16)}}`
}
