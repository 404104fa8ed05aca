/**
 * Text of a stranger made safe to show: nothing in it can steer a terminal, turn the reading direction, hide or pile up.
 * Line feeds stay, tabs become spaces, the other C0 controls become their pictures (ESC is ␛), C1 controls, bidi and
 * invisible characters go, lone surrogates become U+FFFD. Joiners and variation selectors stay: emoji and scripts need
 * them. Sets: Unicode's Bidi_Control and Default_Ignorable_Code_Point.
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
    .replace(tower, '$1')
}

/** C0 without line feed, and DEL. */
const controls = /[^\P{Cc}\n\u0080-\u009f]/gu

/** With C1 and the marks of interlinear annotation. */
const invisible =
  /(?!\p{Join_Control}|[\ufe00-\ufe0f])[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\u0080-\u009f\ufff9-\ufffb]/gu

/** No script puts more marks on one letter; enough of them cover the lines above and below. */
const tower = /(\p{M}{8})\p{M}+/gu
